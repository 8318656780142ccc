"""Certificates, job postings, applications, sign-ups."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.encryption


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_catalogue"),
        ("core", "0003_version_sequence"),
        ("enterprises", "0001_enterprises"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=40, unique=True, verbose_name="名称")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="次序")),
                ("active", models.BooleanField(default=True, verbose_name="启用")),
            ],
            options={
                "verbose_name": "证书",
                "verbose_name_plural": "证书",
            },
        ),
        migrations.CreateModel(
            name="JobPosting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=60, verbose_name="岗位")),
                (
                    "kind",
                    models.CharField(
                        choices=[("full_time", "全职"), ("hourly", "钟点"), ("live_in", "住家")], default="full_time", max_length=12, verbose_name="用工方式"
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=60, verbose_name="大概位置")),
                ("pay_min_fen", models.BigIntegerField(blank=True, null=True, verbose_name="薪酬从（分）")),
                ("pay_max_fen", models.BigIntegerField(blank=True, null=True, verbose_name="薪酬到（分）")),
                ("positions", models.PositiveSmallIntegerField(default=1, verbose_name="招几人")),
                ("description", models.TextField(blank=True, max_length=5000, verbose_name="说明")),
                ("experience_years", models.PositiveSmallIntegerField(default=0, verbose_name="至少几年经验")),
                ("health_certificate", models.BooleanField(default=False, verbose_name="要健康证")),
                (
                    "programme",
                    models.CharField(
                        blank=True,
                        choices=[("", "不属于专项"), ("womens_transfer", "妇女劳动力转移就业"), ("reemployment", "再就业工程")],
                        default="",
                        max_length=20,
                        verbose_name="专项",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("pending", "待审核"),
                            ("returned", "退回修改"),
                            ("published", "招聘中"),
                            ("expired", "已过期"),
                            ("closed", "已结束"),
                            ("hidden", "已撤下"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="建立时间")),
                ("changed_at", models.DateTimeField(verbose_name="修改时间")),
                ("published_at", models.DateTimeField(null=True, verbose_name="发布时间")),
                ("expires_at", models.DateTimeField(null=True, verbose_name="到期时间")),
                ("external_id", models.CharField(blank=True, max_length=120, null=True, unique=True, verbose_name="外部编号")),
                (
                    "author",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="发布人"
                    ),
                ),
                ("category", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.category", verbose_name="工种")),
                ("certificates", models.ManyToManyField(blank=True, related_name="+", to="recruitment.certificate", verbose_name="要求的证书")),
                (
                    "district",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.district", verbose_name="工作的区"
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="jobs", to="enterprises.enterprise", verbose_name="用人单位"),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.unit", verbose_name="薪酬单位"
                    ),
                ),
            ],
            options={
                "verbose_name": "招聘信息",
                "verbose_name_plural": "招聘信息",
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", core.encryption.EncryptedTextField(verbose_name="姓名")),
                ("phone", core.encryption.EncryptedTextField(verbose_name="手机号")),
                ("experience_years", models.PositiveSmallIntegerField(default=0, verbose_name="做过几年")),
                ("health_certificate", models.BooleanField(default=False, verbose_name="有健康证")),
                ("message", models.CharField(blank=True, max_length=500, verbose_name="想说的话")),
                ("consent", models.CharField(max_length=200, verbose_name="同意的话")),
                (
                    "state",
                    models.CharField(
                        choices=[("submitted", "已投递"), ("seen", "已看过"), ("contacted", "已联系"), ("declined", "不合适"), ("withdrawn", "已撤回")],
                        default="submitted",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="投递时间")),
                (
                    "applicant",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="应聘人"),
                ),
                ("certificates", models.ManyToManyField(blank=True, related_name="+", to="recruitment.certificate", verbose_name="有的证书")),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="applications", to="recruitment.jobposting", verbose_name="岗位"
                    ),
                ),
            ],
            options={
                "verbose_name": "应聘",
                "verbose_name_plural": "应聘",
            },
        ),
        migrations.CreateModel(
            name="SignUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("partner_title", models.CharField(max_length=255, verbose_name="项目名称")),
                ("region", models.CharField(max_length=60, verbose_name="输出地")),
                ("name", core.encryption.EncryptedTextField(verbose_name="姓名")),
                ("phone", core.encryption.EncryptedTextField(verbose_name="手机号")),
                ("home", models.CharField(blank=True, max_length=60, verbose_name="家在哪里")),
                ("wish", models.CharField(blank=True, max_length=60, verbose_name="想做什么")),
                ("experience_years", models.PositiveSmallIntegerField(default=0, verbose_name="做过几年")),
                ("message", models.CharField(blank=True, max_length=500, verbose_name="想说的话")),
                ("consent", models.CharField(max_length=200, verbose_name="同意的话")),
                ("created_at", models.DateTimeField(verbose_name="报名时间")),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.WAGTAIL_PAGE_MODEL,
                        verbose_name="合作项目",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="报名人"),
                ),
            ],
            options={
                "verbose_name": "输送报名",
                "verbose_name_plural": "输送报名",
            },
        ),
        migrations.AddIndex(
            model_name="jobposting",
            index=models.Index(
                models.OrderBy(models.F("published_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("state", "published")),
                name="recruitment_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="jobposting",
            index=models.Index(
                models.F("category"),
                models.OrderBy(models.F("published_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("state", "published")),
                name="recruitment_newest_of_cat",
            ),
        ),
        migrations.AddIndex(
            model_name="jobposting",
            index=models.Index(
                models.F("district"),
                models.OrderBy(models.F("published_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("state", "published")),
                name="recruitment_newest_of_place",
            ),
        ),
        migrations.AddIndex(
            model_name="jobposting",
            index=models.Index(models.F("enterprise"), models.OrderBy(models.F("id"), descending=True), name="recruitment_of_enterprise"),
        ),
        migrations.AddIndex(
            model_name="jobposting",
            index=models.Index(condition=models.Q(("state", "published")), fields=["expires_at"], name="recruitment_expiry"),
        ),
        migrations.AddIndex(
            model_name="jobposting",
            index=models.Index(condition=models.Q(("state", "pending")), fields=["changed_at", "id"], name="recruitment_queue"),
        ),
        migrations.AddConstraint(
            model_name="jobposting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "closed"]),
                    models.Q(
                        ("district__isnull", False),
                        ("expires_at__isnull", False),
                        ("pay_max_fen__lte", 1000000000),
                        ("pay_min_fen__gte", 0),
                        ("unit__isnull", False),
                        models.Q(("title", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="recruitment_complete",
            ),
        ),
        migrations.AddConstraint(
            model_name="jobposting",
            constraint=models.CheckConstraint(
                condition=models.Q(("pay_min_fen", None), ("pay_max_fen", None), ("pay_min_fen__lte", models.F("pay_max_fen")), _connector="OR"),
                name="recruitment_pay_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="jobposting",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("state", "published"), _negated=True), ("published_at__isnull", False), _connector="OR"),
                name="recruitment_published_has_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="jobposting",
            constraint=models.CheckConstraint(
                condition=models.Q(("experience_years__lte", 40), ("positions__gte", 1), ("positions__lte", 500)), name="recruitment_numbers"
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["applicant", "-id"], name="recruitment_applied"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["job", "-id"], name="recruitment_applied_for"),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("submitted", "seen", "contacted"))), fields=("job", "applicant"), name="recruitment_one_open_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(condition=models.Q(("experience_years__lte", 60)), name="recruitment_claimed_years"),
        ),
        migrations.AddIndex(
            model_name="signup",
            index=models.Index(fields=["-id"], name="recruitment_signups"),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.UniqueConstraint(fields=("partner", "person"), name="recruitment_signed_up_once"),
        ),
    ]

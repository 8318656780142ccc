"""Government notices and their index."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_picture_trigger"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="NoticeIndexPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("intro", models.CharField(blank=True, max_length=120, verbose_name="说明")),
            ],
            options={
                "verbose_name": "政策文件库",
                "verbose_name_plural": "政策文件库",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="NoticePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("policy", "政策"), ("regulation", "法规"), ("agency", "机构动态"), ("national", "国家政策")],
                        default="policy",
                        max_length=20,
                        verbose_name="种类",
                    ),
                ),
                ("issuer", models.CharField(db_index=True, help_text="写全称，几家联合发的用顿号隔开。", max_length=80, verbose_name="发文机关")),
                (
                    "number",
                    models.CharField(blank=True, help_text="照原文抄，比如：京商服字〔2026〕18 号。没有文号的不填。", max_length=60, verbose_name="文号"),
                ),
                ("issued_on", models.DateField(db_index=True, verbose_name="发文日期")),
                ("effective_on", models.DateField(blank=True, help_text="不填就是发文那天。", null=True, verbose_name="施行日期")),
                ("expires_on", models.DateField(blank=True, help_text="从这一天起不再有效；没有期限的不填。", null=True, verbose_name="失效日期")),
                ("repealed_on", models.DateField(blank=True, help_text="从这一天起废止。", null=True, verbose_name="废止日期")),
                ("intro", models.CharField(help_text="一句话说清对家庭和从业的人意味着什么。", max_length=160, verbose_name="提要")),
                ("original_url", models.URLField(blank=True, help_text="发文机关网站上的原文。", verbose_name="原文网址")),
                ("body", core.fields.StreamField(blank=True, verbose_name="正文")),
                ("attachments", core.fields.StreamField(blank=True, verbose_name="附件")),
            ],
            options={
                "verbose_name": "政策文件",
                "verbose_name_plural": "政策文件",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.AddField(
            model_name="noticepage",
            name="replaced_by",
            field=models.ForeignKey(
                blank=True,
                help_text="废止后改用的文件。",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="replaces",
                to="articles.noticepage",
                verbose_name="由哪份文件代替",
            ),
        ),
    ]

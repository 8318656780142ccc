"""Labour export: its index, partners, brochures."""

import django.db.models.deletion
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models

import core.drawings
import core.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("enterprises", "0001_enterprises"),
        ("recruitment", "0001_recruitment"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="LabourIndexPage",
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
                ("intro", models.CharField(blank=True, max_length=160, verbose_name="说明")),
            ],
            options={
                "verbose_name": "劳务输送首页",
                "verbose_name_plural": "劳务输送首页",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="LabourPartnerPage",
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
                ("intro", models.CharField(help_text="先把结论说了，列表里也用它。", max_length=160, verbose_name="导语")),
                ("region", models.CharField(help_text="写到县，比如：四川省南充市仪陇县。", max_length=60, verbose_name="输出地")),
                ("partner", models.CharField(max_length=80, verbose_name="合作单位")),
                ("cover_art", models.CharField(blank=True, choices=core.drawings.scenes, max_length=20, verbose_name="封面插画")),
                ("body", core.fields.StreamField(blank=True, verbose_name="正文")),
                ("places", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="这一批招几人")),
                ("sign_up_until", models.DateField(blank=True, help_text="不填就一直能报。", null=True, verbose_name="报名到哪天")),
                (
                    "receivers",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True, limit_choices_to={"state": "approved"}, related_name="+", to="enterprises.enterprise", verbose_name="接收企业"
                    ),
                ),
            ],
            options={
                "verbose_name": "劳务输送合作",
                "verbose_name_plural": "劳务输送合作",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="RecruitmentBrochurePage",
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
                ("intro", models.CharField(max_length=160, verbose_name="导语")),
                ("cover_art", models.CharField(blank=True, choices=core.drawings.scenes, max_length=20, verbose_name="封面插画")),
                ("body", core.fields.StreamField(blank=True, verbose_name="中心介绍")),
                (
                    "programme",
                    models.CharField(
                        blank=True,
                        choices=[("", "不属于专项"), ("womens_transfer", "妇女劳动力转移就业"), ("reemployment", "再就业工程")],
                        max_length=20,
                        verbose_name="只列这个专项的岗位",
                    ),
                ),
                (
                    "chosen",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True,
                        help_text="一个都不挑，就按上面两项列；过期和撤下的自动不显示。",
                        limit_choices_to={"state": "published"},
                        related_name="+",
                        to="recruitment.jobposting",
                        verbose_name="只列挑出来的岗位",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        blank=True,
                        help_text="空着就列所有企业的。",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="enterprises.enterprise",
                        verbose_name="只列这家的岗位",
                    ),
                ),
            ],
            options={
                "verbose_name": "招聘简章",
                "verbose_name_plural": "招聘简章",
            },
            bases=("wagtailcore.page",),
        ),
    ]

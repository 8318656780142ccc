"""What editors write for the landing pages of categories and service types."""

import django.db.models.deletion
from django.db import migrations, models

import core.drawings
import core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_catalogue"),
        ("media", "0002_owners"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="Landing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("heading", models.CharField(max_length=40, verbose_name="标题")),
                ("text", models.TextField(help_text="空一行分段。", max_length=1500, verbose_name="介绍")),
                (
                    "drawing",
                    models.CharField(blank=True, choices=core.drawings.scenes, help_text="没有照片时用一张站里的插画。", max_length=20, verbose_name="插画"),
                ),
                ("alt", models.CharField(blank=True, help_text="说给看不见图的人听：画面里有什么。", max_length=120, verbose_name="画面说明")),
                ("faq", core.fields.StreamField(blank=True, verbose_name="常见问题")),
                (
                    "category",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="landing",
                        to="catalog.category",
                        verbose_name="服务分类",
                    ),
                ),
                (
                    "image",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="media.siteimage", verbose_name="照片"
                    ),
                ),
                (
                    "latest_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="latest revision",
                    ),
                ),
                (
                    "service_type",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="landing",
                        to="catalog.servicetype",
                        verbose_name="服务项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "分类页介绍",
                "verbose_name_plural": "分类页介绍",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("category", None), ("service_type__isnull", False)),
                            models.Q(("category__isnull", False), ("service_type", None)),
                            _connector="OR",
                        ),
                        name="catalog_landing_of_one",
                    )
                ],
            },
        ),
    ]

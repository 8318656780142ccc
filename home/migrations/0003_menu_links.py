"""The menus of the public site, kept by editors."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import home.models


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0002_settings_trigger"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MenuLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "menu",
                    models.CharField(
                        choices=[
                            ("main", "主导航"),
                            ("strip", "页顶右侧"),
                            ("tabs", "手机底栏"),
                            ("foot_find", "页脚：找服务"),
                            ("foot_join", "页脚：合作"),
                            ("foot_about", "页脚：说明"),
                        ],
                        max_length=20,
                        verbose_name="菜单",
                    ),
                ),
                ("label", models.CharField(max_length=12, verbose_name="文字")),
                ("place", models.CharField(blank=True, choices=home.models.places, max_length=40, verbose_name="站内功能")),
                ("url", models.CharField(blank=True, help_text="站内的以 / 开头，站外的写完整网址。", max_length=500, verbose_name="网址")),
                ("icon", models.CharField(blank=True, choices=home.models.icons, max_length=20, verbose_name="图标")),
                ("position", models.PositiveSmallIntegerField(default=100, help_text="小的在前。", verbose_name="次序")),
                ("shown", models.BooleanField(default=True, help_text="去掉勾，这个去处就不在这个菜单里。", verbose_name="显示")),
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
                    "page",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.WAGTAIL_PAGE_MODEL,
                        verbose_name="站内页面",
                    ),
                ),
            ],
            options={
                "verbose_name": "菜单项",
                "verbose_name_plural": "菜单",
                "indexes": [models.Index(fields=["menu", "position"], name="home_menu_order")],
            },
        ),
    ]

"""Reads and shares by day: counters without anything personal."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0007_related_triggers"),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReadDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="日期")),
                ("action", models.CharField(choices=[("read", "阅读"), ("share", "分享")], max_length=8, verbose_name="做了什么")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("direct", "直接打开"),
                            ("site", "本站"),
                            ("search", "搜索引擎"),
                            ("wechat", "微信"),
                            ("weibo", "微博"),
                            ("qr", "扫码"),
                            ("other", "别的网站"),
                            ("link", "复制网址"),
                            ("device", "手机转发"),
                        ],
                        max_length=8,
                        verbose_name="从哪儿来",
                    ),
                ),
                ("times", models.PositiveIntegerField(default=0, verbose_name="次数")),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="read_days", to=settings.WAGTAIL_PAGE_MODEL, verbose_name="页面"
                    ),
                ),
            ],
            options={
                "verbose_name": "阅读和分享",
                "verbose_name_plural": "阅读和分享",
                "constraints": [models.UniqueConstraint(fields=("page", "day", "action", "source"), name="articles_reads_once_a_day")],
            },
        ),
    ]

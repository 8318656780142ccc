"""What editors put first for a word."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """PromotedTerm."""

    dependencies = [
        ("search", "0006_suggestions_of_a_city"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="PromotedTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("active", models.BooleanField(default=True, help_text="停用后不再起作用，随时可以再启用。", verbose_name="启用")),
                ("word", models.CharField(max_length=20, verbose_name="找什么时")),
                ("widely", models.BooleanField(default=True, help_text="连同互相找得到的同义词和拼音；去掉就只管这一个词。", verbose_name="说法不同也算")),
                (
                    "shown",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        help_text="把页面的地址贴进来，一行一个，按先后，一到三个：服务、加盟企业或文章。",
                        default=list,
                        size=3,
                        verbose_name="先给这几个",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="从哪天")),
                ("ends_on", models.DateField(help_text="这一天还在；过了就自动回到原来的次序。", verbose_name="到哪天")),
                ("why", models.CharField(help_text="写给同事看，记在历史里。", max_length=200, verbose_name="为什么")),
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
            ],
            options={
                "verbose_name": "查询词推广",
                "verbose_name_plural": "查询词推广",
                "indexes": [models.Index(condition=models.Q(("active", True)), fields=["ends_on"], name="search_promoted_until")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="search_promoted_days"),
                    models.CheckConstraint(condition=models.Q(("shown__len__gte", 1), ("shown__len__lte", 3)), name="search_promoted_shown"),
                ],
            },
        ),
    ]

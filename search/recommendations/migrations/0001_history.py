"""What members have looked at, whether they want that kept, and what was looked at together."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """HistoryChoice, Look, LookedAlso."""

    initial = True

    dependencies = [
        ("listings", "0003_rules_become_parameters"),
        ("members", "0002_consents_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoryChoice",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+", serialize=False, to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("on", models.BooleanField(verbose_name="记住我看过的")),
                ("decided_at", models.DateTimeField(verbose_name="什么时候定的")),
            ],
            options={
                "verbose_name": "浏览记录的选择",
                "verbose_name_plural": "浏览记录的选择",
            },
        ),
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("times", models.PositiveIntegerField(default=1, verbose_name="看过几次")),
                ("last_at", models.DateTimeField(verbose_name="最近一次")),
                ("listing", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="listings.listing")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "看过的服务",
                "verbose_name_plural": "看过的服务",
                "indexes": [
                    models.Index(fields=["user", "-last_at", "-id"], name="recommendations_newest"),
                    models.Index(fields=["last_at"], name="recommendations_oldest"),
                ],
                "constraints": [models.UniqueConstraint(fields=("user", "listing"), name="recommendations_look_once")],
            },
        ),
        migrations.CreateModel(
            name="LookedAlso",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("members", models.PositiveIntegerField(verbose_name="几个人")),
                ("listing", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="listings.listing")),
                ("other", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="listings.listing")),
            ],
            options={
                "verbose_name": "还看了",
                "verbose_name_plural": "还看了",
                "constraints": [
                    models.UniqueConstraint(fields=("listing", "other"), name="recommendations_pair_once"),
                    models.CheckConstraint(condition=models.Q(("members__gte", 3)), name="recommendations_pair_of_three"),
                    models.CheckConstraint(condition=models.Q(("listing", models.F("other")), _negated=True), name="recommendations_pair_of_two"),
                ],
            },
        ),
    ]

"""Spot checks of workers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0004_agreements"),
        ("workers", "0001_workers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SpotCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="抽查时间")),
                (
                    "way",
                    models.CharField(
                        choices=[("visit", "上门看"), ("phone", "电话问家里人"), ("shop", "到门店看"), ("paper", "查单据")],
                        max_length=8,
                        verbose_name="怎么查的",
                    ),
                ),
                ("passed", models.BooleanField(verbose_name="合格")),
                ("finding", models.CharField(max_length=500, verbose_name="查到什么")),
                ("remedy", models.CharField(blank=True, max_length=300, verbose_name="要改什么")),
                ("remedied_at", models.DateTimeField(blank=True, null=True, verbose_name="改好的时间")),
                (
                    "checker",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="抽查人"
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spot_checks",
                        to="enterprises.enterprise",
                        verbose_name="当时的企业",
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="spot_checks", to="workers.worker", verbose_name="服务人员"),
                ),
            ],
            options={
                "verbose_name": "抽查",
                "verbose_name_plural": "抽查",
                "indexes": [
                    models.Index(fields=["worker", "-at"], name="workers_checks_of"),
                    models.Index(fields=["enterprise", "-at"], name="workers_checks_at"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("passed", True), models.Q(("remedy", ""), _negated=True), _connector="OR"), name="workers_check_says_what_to_do"
                    )
                ],
            },
        ),
    ]

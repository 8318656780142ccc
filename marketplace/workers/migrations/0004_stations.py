import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    """At which outlet somebody works, from which day on; a change of mind is the next row."""

    dependencies = [
        ("core", "0005_english_names"),
        ("enterprises", "0004_agreements"),
        ("media", "0002_owners"),
        ("workers", "0003_findable"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Station",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="从哪天起")),
                ("note", models.CharField(blank=True, max_length=100, verbose_name="为什么")),
                ("created_at", models.DateTimeField(verbose_name="什么时候定的")),
            ],
            options={
                "verbose_name": "驻店记录",
                "verbose_name_plural": "驻店记录",
            },
        ),
        migrations.AddField(
            model_name="worker",
            name="outlet",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="workers", to="enterprises.outlet", verbose_name="在哪家门店"
            ),
        ),
        migrations.AddIndex(
            model_name="worker",
            index=models.Index(condition=models.Q(("outlet__isnull", False)), fields=["outlet", "id"], name="workers_of_outlet"),
        ),
        migrations.AddField(
            model_name="station",
            name="author",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁定的"
            ),
        ),
        migrations.AddField(
            model_name="station",
            name="outlet",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="stations", to="enterprises.outlet", verbose_name="门店"
            ),
        ),
        migrations.AddField(
            model_name="station",
            name="worker",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="stations", to="workers.worker", verbose_name="服务人员"),
        ),
        migrations.AddIndex(
            model_name="station",
            index=models.Index(fields=["worker", "-starts_on", "-id"], name="workers_station_on"),
        ),
        run_sql(__file__),
    ]

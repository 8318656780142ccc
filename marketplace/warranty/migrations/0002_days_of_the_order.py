import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What a warranty was until staff changed it: an order keeps the days of the moment at which its price was accepted."""

    dependencies = [
        ("catalog", "0003_english_names"),
        ("warranty", "0001_warranty"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormerDays",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("days", models.PositiveSmallIntegerField(verbose_name="保修几天")),
                ("until", models.DateTimeField(verbose_name="到什么时候为止")),
            ],
            options={
                "verbose_name": "从前的保修期",
                "verbose_name_plural": "从前的保修期",
            },
        ),
        migrations.RemoveConstraint(
            model_name="warrantyrule",
            name="warranty_days",
        ),
        migrations.AddConstraint(
            model_name="warrantyrule",
            constraint=models.CheckConstraint(condition=models.Q(("days__lte", 730)), name="warranty_days"),
        ),
        migrations.AddField(
            model_name="formerdays",
            name="service_type",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalog.servicetype", verbose_name="服务项目"),
        ),
        migrations.AddIndex(
            model_name="formerdays",
            index=models.Index(fields=["service_type", "until", "id"], name="warranty_former_days"),
        ),
    ]

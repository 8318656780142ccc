from django.db import migrations, models


class Migration(migrations.Migration):
    """How often somebody came in time lately, and the score by which lists rank him."""

    dependencies = [
        ("matching", "0001_matching"),
    ]

    operations = [
        migrations.CreateModel(
            name="Punctuality",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("worker", "服务人员"), ("enterprise", "企业")], max_length=10, verbose_name="谁")),
                ("number", models.BigIntegerField(verbose_name="编号")),
                ("visits", models.PositiveIntegerField(default=0, verbose_name="上门几次")),
                ("in_time", models.PositiveIntegerField(default=0, verbose_name="准时几次")),
                ("score", models.FloatField(verbose_name="准时分")),
                ("changed_at", models.DateTimeField(verbose_name="变动时间")),
            ],
            options={
                "verbose_name": "准时",
                "verbose_name_plural": "准时",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "number"), name="matching_punctuality_once"),
                    models.CheckConstraint(condition=models.Q(("in_time__lte", models.F("visits"))), name="matching_in_time_of_visits"),
                ],
            },
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Time that orders let go of is kept for the line until it has been asked."""

    dependencies = [
        ("bookings", "0009_end_code_and_waivers"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptForLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kept_at", models.DateTimeField(verbose_name="什么时候空出来")),
                (
                    "assignment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="kept_for_line", to="bookings.assignment", verbose_name="留着的时间"
                    ),
                ),
                (
                    "booking",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="bookings.booking", verbose_name="从哪一单空出来"),
                ),
            ],
            options={
                "verbose_name": "留给排队的时间",
                "verbose_name_plural": "留给排队的时间",
            },
        ),
    ]

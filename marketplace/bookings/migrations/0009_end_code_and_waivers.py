import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The code that a family reads out when the work is done, and a fee that is let go of stands beside what it lets go of."""

    dependencies = [
        ("bookings", "0008_member_discount"),
    ]

    operations = [
        migrations.AddField(
            model_name="due",
            name="waives",
            field=models.OneToOneField(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="waived_by", to="bookings.due", verbose_name="免的是哪一笔"
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="end_code",
            field=models.CharField(blank=True, default="", max_length=4, verbose_name="完工码"),
        ),
        migrations.AddField(
            model_name="visit",
            name="end_tries",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="完工码输错几次"),
        ),
        migrations.AlterField(
            model_name="due",
            name="kind",
            field=models.CharField(
                choices=[
                    ("service", "服务费"),
                    ("extra", "加项"),
                    ("cancel", "取消"),
                    ("move", "改时间"),
                    ("miss", "没到场"),
                    ("member", "会员优惠"),
                    ("waive", "免收"),
                ],
                max_length=8,
                verbose_name="种类",
            ),
        ),
        migrations.AddConstraint(
            model_name="due",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "waive"), ("waives__isnull", False), models.Q(("reason", ""), _negated=True)),
                    models.Q(models.Q(("kind", "waive"), _negated=True), ("waives", None)),
                    _connector="OR",
                ),
                name="bookings_due_waived",
            ),
        ),
    ]

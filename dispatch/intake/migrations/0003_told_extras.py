from django.db import migrations, models


class Migration(migrations.Migration):
    """An extra whose sum was told by SMS waits for its yes."""

    dependencies = [("intake", "0002_three_channels")]
    operations = [
        migrations.AlterField(
            "awaited",
            "kind",
            models.CharField(
                choices=[("need", "等补充"), ("quote", "等确认价格"), ("extra", "等确认加项"), ("move", "等确认改时间"), ("cancel", "等确认取消")],
                max_length=6,
                verbose_name="等什么",
            ),
        ),
    ]

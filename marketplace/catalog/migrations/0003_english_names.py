from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0002_landings"),
    ]

    operations = [
        migrations.AddField("category", "name_en", models.CharField(blank=True, default="", max_length=60, verbose_name="英文名"), preserve_default=False),
        migrations.AddField("servicetype", "name_en", models.CharField(blank=True, default="", max_length=60, verbose_name="英文名"), preserve_default=False),
    ]

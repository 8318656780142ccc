from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_regions_and_holidays"),
    ]

    operations = [
        migrations.AddField("district", "name_en", models.CharField(blank=True, default="", max_length=60, verbose_name="英文名"), preserve_default=False),
        migrations.AddField("region", "name_en", models.CharField(blank=True, default="", max_length=60, verbose_name="英文名"), preserve_default=False),
        migrations.AddField("unit", "label_en", models.CharField(blank=True, default="", max_length=40, verbose_name="英文名"), preserve_default=False),
    ]

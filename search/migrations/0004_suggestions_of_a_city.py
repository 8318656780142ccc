"""A suggestion may be a city's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0003_words")]

    operations = [
        migrations.AddField(
            model_name="suggestion", name="city", field=models.CharField(blank=True, db_default="", default="", max_length=6, verbose_name="城市")
        ),
    ]

"""A suggestion may be a city's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Suggestion.city."""

    dependencies = [("search", "0005_saved")]

    operations = [
        migrations.AddField(
            model_name="suggestion", name="city", field=models.CharField(blank=True, db_default="", default="", max_length=6, verbose_name="城市")
        ),
    ]

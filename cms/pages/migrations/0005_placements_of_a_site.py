"""Announcements, banners and adverts of one site."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pages", "0004_legal"), ("wagtailcore", "0098_apitoken")]

    operations = [
        migrations.AddField(
            model_name="placement",
            name="site",
            field=models.ForeignKey(
                blank=True,
                help_text="空着就每个城市都有。",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="wagtailcore.site",
                verbose_name="只在这个站",
            ),
        ),
    ]

"""A site may be a city: the division it is for, and menu entries of one site."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0005_english_names"), ("home", "0003_menu_links"), ("wagtailcore", "0098_apitoken")]

    operations = [
        migrations.AddField(
            model_name="sitesettings",
            name="region",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.region",
                verbose_name="行政区划",
            ),
        ),
        migrations.AddField(
            model_name="menulink",
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

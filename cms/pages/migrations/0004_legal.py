"""关于我们, 版权声明, 投诉渠道: pages with versions."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0003_placements"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="LegalPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("intro", models.CharField(blank=True, max_length=160, verbose_name="导语")),
                ("body", core.fields.StreamField(blank=True, verbose_name="正文")),
            ],
            options={
                "verbose_name": "说明页",
                "verbose_name_plural": "说明页",
            },
            bases=("wagtailcore.page",),
        ),
    ]

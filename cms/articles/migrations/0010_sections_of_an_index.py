from django.db import migrations, models

import cms.articles.models.news


class Migration(migrations.Migration):
    """A section once below its index, not once in the database: a second language and a second city have their own."""

    dependencies = [
        ("articles", "0009_saved_become_favourites"),
    ]

    operations = [
        migrations.AlterField(
            "sectionpage",
            "section",
            models.CharField(
                choices=[("industry", "行业新闻"), ("society", "社会热点"), ("government", "政务公开")],
                db_index=True,
                default=cms.articles.models.news.free_section,
                max_length=20,
                verbose_name="栏目",
            ),
        ),
    ]

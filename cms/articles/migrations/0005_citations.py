"""Which articles and lessons cite a notice is found by an index over their bodies."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0004_classroom"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="articlepage",
            index=django.contrib.postgres.indexes.GinIndex(fields=["body"], name="articles_article_citations", opclasses=["jsonb_path_ops"]),
        ),
        migrations.AddIndex(
            model_name="lessonpage",
            index=django.contrib.postgres.indexes.GinIndex(fields=["body"], name="articles_lesson_citations", opclasses=["jsonb_path_ops"]),
        ),
    ]

"""Searches that people keep, to be told of what is new."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """SavedSearch."""

    dependencies = [
        ("search", "0004_desk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("query", models.CharField(max_length=600, verbose_name="条件")),
                ("name", models.CharField(max_length=80, verbose_name="叫什么")),
                ("alert", models.BooleanField(default=True, verbose_name="有新的告诉我")),
                ("fresh", models.IntegerField(default=0, verbose_name="新的")),
                ("created_at", models.DateTimeField(verbose_name="保存时间")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="saved_searches", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "保存的搜索",
                "verbose_name_plural": "保存的搜索",
                "indexes": [models.Index(condition=models.Q(("alert", True)), fields=["id"], name="search_saved_alerting")],
                "constraints": [models.UniqueConstraint(fields=("user", "query"), name="search_saved_once")],
            },
        ),
    ]

"""What readers save."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_citations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedLesson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("saved_at", models.DateTimeField(verbose_name="收藏时间")),
            ],
            options={
                "verbose_name": "收藏的课",
                "verbose_name_plural": "收藏的课",
            },
        ),
        migrations.AddField(
            model_name="savedlesson",
            name="lesson",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="saved_by", to="articles.lessonpage"),
        ),
        migrations.AddField(
            model_name="savedlesson",
            name="user",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="saved_lessons", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name="savedlesson",
            index=models.Index(fields=["user", "-saved_at", "-id"], name="articles_saved_newest"),
        ),
        migrations.AddConstraint(
            model_name="savedlesson",
            constraint=models.UniqueConstraint(fields=("user", "lesson"), name="articles_saved_once"),
        ),
    ]

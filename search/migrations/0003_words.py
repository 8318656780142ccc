"""Synonyms lead from many words to many targets; phrases that people put around what they look for."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


def split(apps, schema_editor):
    """One way meant: only the first word finds the others."""
    for row in apps.get_model("search", "SynonymSet").objects.filter(one_way=True):
        row.words, row.targets = row.words[:1], row.words[1:]
        row.save(update_fields=["words", "targets"])


class Migration(migrations.Migration):
    """SynonymSet.targets and code, Phrase."""

    dependencies = [("search", "0002_storage")]
    operations = [
        migrations.AddField("synonymset", "code", models.CharField(blank=True, editable=False, max_length=60, null=True, unique=True)),
        migrations.AddField("synonymset", "targets", ArrayField(models.CharField(max_length=20), blank=True, default=list, size=None, verbose_name="找到")),
        migrations.RunPython(split, migrations.RunPython.noop),
        migrations.RemoveField("synonymset", "one_way"),
        migrations.CreateModel(
            "Phrase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("filler", "问话和客气话，去掉"),
                            ("offer", "找人做事：不看求服务的"),
                            ("request", "找活做：只看求服务的"),
                            ("job", "找工作：只看招聘"),
                            ("time", "时间：有更好，没有也行"),
                        ],
                        max_length=10,
                        verbose_name="意思",
                    ),
                ),
                ("text", models.CharField(max_length=20, unique=True, verbose_name="说法")),
                ("active", models.BooleanField(default=True, verbose_name="启用")),
            ],
            options={"verbose_name": "问法", "verbose_name_plural": "问法"},
        ),
    ]

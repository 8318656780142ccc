from typing import Any

from django.db import migrations


def move_over(apps: Any, schema_editor: Any) -> None:
    """What readers saved stands on the one shelf for everything (`core.favourites`)."""
    favourite = apps.get_model("favourites", "Favourite")
    rows = apps.get_model("articles", "SavedLesson").objects.select_related("lesson").order_by("pk").iterator(chunk_size=500)
    favourite.objects.bulk_create(
        [favourite(user_id=row.user_id, kind="lesson", number=row.lesson_id, title=row.lesson.title[:255], saved_at=row.saved_at) for row in rows],
        batch_size=500,
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    """Saved lessons become favourites."""

    dependencies = [("articles", "0008_read_days"), ("favourites", "0001_favourites")]
    operations = [migrations.RunPython(move_over, migrations.RunPython.noop), migrations.DeleteModel(name="SavedLesson")]

from typing import Any

from django.db import migrations
from django.utils import timezone

# What held while nobody had set anything, and the parameter that takes its place.
BEFORE = {"moderation": True, "lifetime_days": 60, "max_photos": 8}


def move_over(apps: Any, schema_editor: Any) -> None:
    """What staff had set goes on to hold."""
    value, now = apps.get_model("parameters", "ParameterValue"), timezone.now()
    for row in apps.get_model("listings", "ListingRules").objects.filter(pk=1):
        for name, usual in BEFORE.items():
            if getattr(row, name) != usual:
                reason = "升级前在「供求规则」里定的"
                value.objects.create(code=f"listings.{name}", value=getattr(row, name), effective_from=now, set_at=now, reason=reason)


class Migration(migrations.Migration):
    """The rules of listings become parameters."""

    dependencies = [("listings", "0002_streets_and_days"), ("parameters", "0002_never_edited")]
    operations = [migrations.RunPython(move_over, migrations.RunPython.noop), migrations.DeleteModel(name="ListingRules")]

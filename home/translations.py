"""Translated pages: their titles in lists, and who may edit the English tree."""

from typing import Any

from django.conf import settings
from django.dispatch import receiver
from wagtail.models import GroupPagePermission, Page
from wagtail.signals import copy_for_translation_done

from core import content
from home.models import HomePage

SCOPE = "pages"
_kept: dict[str, tuple[str, dict[str, str]]] = {}


def titles() -> dict[str, str]:
    """The English title by the Chinese of every page with a live translation. One query when nothing has changed."""
    version = content.version(SCOPE)
    kept = _kept.get(SCOPE)
    if kept is None or kept[0] != version:
        translated = Page.objects.live().filter(alias_of=None).exclude(locale__language_code=settings.LANGUAGE_CODE)
        english = dict(translated.values_list("translation_key", "title"))
        source = Page.objects.filter(translation_key__in=english, locale__language_code=settings.LANGUAGE_CODE)
        found = {title: english[key] for key, title in source.values_list("translation_key", "title")} if english else {}
        kept = _kept[SCOPE] = (version, found)
    return kept[1]


@receiver(copy_for_translation_done)
def same_editors(sender: Any, source_obj: Any, target_obj: Any, **kwargs: Any) -> None:
    """Whoever may work on the Chinese front page and what is below it may work on the English one."""
    if not isinstance(source_obj.specific if isinstance(source_obj, Page) else source_obj, HomePage):
        return
    for row in GroupPagePermission.objects.filter(page_id=source_obj.pk):
        GroupPagePermission.objects.get_or_create(group_id=row.group_id, page_id=target_obj.pk, permission_id=row.permission_id)

"""The government notices of the demo city. National ones are real and have their own dates; those of the city are days before and after today."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from cms.articles.models import NoticeIndexPage, NoticePage
from core.access import acting
from home.operations.seed.articles import body_of, writers
from home.operations.seed.city import City, rows


def seed_notices(city: City) -> int:
    """Publish what is missing; returns how many notices there are."""
    editor, publisher = writers(city)
    index = NoticeIndexPage.objects.first()
    if index is None:
        return 0
    with acting(city.acting_as(editor)):
        for row in rows("notices"):
            if not NoticePage.objects.child_of(index).filter(slug=row["slug"]).exists():
                with transaction.atomic():
                    page = index.add_child(instance=_notice(city, row, live=False, owner=editor))
                    page.full_clean()
                    page.save_revision(user=editor).publish(user=publisher)
        _link(index)
    return len(rows("notices"))


def _notice(city: City, row: dict[str, Any], **fields: Any) -> NoticePage:
    issued = _day(city, row, "issued") or _today(city)
    if "days_ago" in row:
        issued = _today(city) - timedelta(days=row["days_ago"])
    return NoticePage(
        title=row["title"].format(year=issued.year),
        number=row["number"].format(year=issued.year),
        issued_on=issued,
        effective_on=_day(city, row, "effective") or issued,
        expires_on=_day(city, row, "expires"),
        repealed_on=_day(city, row, "repealed"),
        search_description=row["intro"],
        body=body_of(row),
        **{name: row[name] for name in ("slug", "kind", "issuer", "intro", "original_url")},
        **fields,
    )


def _today(city: City) -> date:
    return timezone.localdate(city.now)


def _day(city: City, row: dict[str, Any], name: str) -> date | None:
    """A day of a row: given, or so many days before or after today."""
    if given := row.get(f"{name}_on"):
        return date.fromisoformat(given)
    if (ago := row.get(f"{name}_days_ago")) is not None:
        return _today(city) - timedelta(days=ago)
    return _today(city) + timedelta(days=ahead) if (ahead := row.get(f"{name}_in_days")) is not None else None


def _link(index: NoticeIndexPage) -> None:
    """Say of the older ones what replaces them."""
    known = {page.slug: page for page in NoticePage.objects.child_of(index)}
    for row in rows("notices"):
        for slug in row.get("replaces", ()):
            old = known[slug]
            if old.replaced_by_id is None:
                old.replaced_by = known[row["slug"]]
                old.save_revision().publish()

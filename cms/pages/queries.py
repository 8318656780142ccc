"""Reads of what editors put onto pages for a time, and of how often adverts were clicked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.urls import reverse

from cms.pages.models import Advert, Placement, PlacementDay
from cms.pages.states import Slot

PICTURE = "fill-640x360"


def _destination(row: Placement, request: HttpRequest | None, now: datetime) -> str:
    """Where it leads now; empty when nowhere (then no link is drawn)."""
    page = row.link_page
    if page is None:
        return row.link_url
    ended = page.expire_at is not None and page.expire_at <= now
    return page.get_url(request) or "" if page.live and not ended else ""


def _picture(row: Placement) -> dict[str, Any] | None:
    if row.image is None:
        return None
    photo = row.image.get_rendition(PICTURE)
    return {"url": photo.url, "width": photo.width, "height": photo.height}


def windows(request: HttpRequest, now: datetime, *, site_id: int | None = None) -> list[dict[str, Any]]:
    """Everything that is shown on a site now or will be, for `core.context`, in the order in which it is shown. One query, and one for each photograph."""
    rows = Placement.objects.not_over(now).of_site(site_id).select_related("image", "link_page", "page").order_by("position", "-starts_at", "-pk")
    found = []
    for row in rows:
        url = _destination(row, request, now)
        if row.code and not url:
            continue  # an advert that leads nowhere
        found.append(
            {
                "slot": row.slot,
                "title": row.title,
                "text": row.text,
                "tone": row.tone,
                "picture": _picture(row),
                "drawing": row.drawing,
                "alt": row.alt,
                "url": reverse("pages:go", args=[row.code]) if row.code else url,
                "label": row.link_label or "看详情",
                "advertiser": row.advertiser,
                "starts_at": row.starts_at,
                "ends_at": row.ends_at,
                "category": row.category_id,
                "district": row.district_id,
                "path": row.page.path if row.page else "",
            }
        )
    return found


def clicked(code: str, request: HttpRequest, *, now: datetime) -> tuple[Advert, str] | None:
    """The advert of a counted address and where it leads, while it is shown. One query."""
    row = Advert.objects.running(now).select_related("link_page").filter(code=code).first()
    url = _destination(row, request, now) if row is not None else ""
    return (row, url) if row is not None and url else None


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both counted."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


def last_days(today: date, days: int = 30) -> Span:
    """The days up to today."""
    return Span(today - timedelta(days=days - 1), today)


def click_report(span: Span) -> list[dict[str, Any]]:
    """Every advert whose window touches these days, with its clicks in them, the most clicked first. Two queries."""
    rows: QuerySet[Advert] = Advert.objects.filter(code__isnull=False, starts_at__date__lte=span.last, ends_at__date__gte=span.first)
    counted = PlacementDay.objects.filter(day__gte=span.first, day__lte=span.last).values("placement_id").annotate(n=Sum("clicks"))
    clicks = dict(counted.values_list("placement_id", "n"))
    found = [{"row": row, "clicks": clicks.get(row.pk, 0), "slot": Slot(row.slot).label} for row in rows.select_related("category", "district", "page")]
    return sorted(found, key=lambda one: (-one["clicks"], one["row"].pk))

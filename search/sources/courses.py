"""Training courses that have not ended, by the centre or by an enterprise in good standing. That rule is `CoursePage.objects.shown`."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from cms.training.models import CoursePage
from core import clock
from core.cities import SHARED
from core.pages import path_of
from search.documents import Document, Suggested
from search.sources import Source, register

KIND = "培训课程"


def _public() -> Any:
    now = clock.now()
    return CoursePage.objects.shown(now).filter(ends_on__gte=timezone.localdate(now))


def public_rows(ids: Sequence[int]) -> list[Document]:
    """The documents of those of `ids` that are public now. One query, and those of the site's root paths once."""
    return [_document(row) for row in _public().filter(pk__in=ids).select_related("district", "enterprise")]


def public_ids(after: int, limit: int) -> list[int]:
    """Public courses by keyset."""
    return list(_public().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])


def ids_at_or_below(page_ids: Sequence[int]) -> list[int]:
    """The courses among these pages and below them; also those pages themselves that are gone. Two queries."""
    below = Q()
    for path in Page.objects.filter(pk__in=page_ids).values_list("path", flat=True):
        below |= Q(path__startswith=path)
    found = CoursePage.objects.filter(below).values_list("pk", flat=True) if below else ()
    return sorted({*page_ids, *found})


def ids_of_enterprises(ids: Sequence[int]) -> list[int]:
    """All courses of these enterprises, public or not."""
    return list(CoursePage.objects.filter(enterprise_id__in=ids).values_list("pk", flat=True))


def _document(row: CoursePage) -> Document:
    place = [row.district.name, row.district.short] if row.district else []
    names = [KIND, row.get_family_display(), row.programme, row.organiser, row.enterprise.shown_name if row.enterprise else "", *place]
    text = " ".join(row.syllabus.stream_block.get_searchable_content(row.syllabus))
    url = path_of(row)
    return Document(
        type="course",
        object_id=row.pk,
        city=SHARED,
        title=row.title,
        url=url,
        tags=tuple(dict.fromkeys(name for name in names if name)),
        body="\n".join([row.intro, row.audience, row.certificate, row.place, text]),
        district=row.district.code if row.district else "",
        district_name=row.district.name if row.district else "",
        price_fen=row.fee_fen,
        unit="元/人",
        completeness=1.0,
        published_at=row.first_published_at,
        expires_at=clock.midnight(row.ends_on + timedelta(days=1)),
        summary=row.intro,
        shown={
            "section": row.get_family_display(),
            "organiser": row.organiser,
            "days": f"{row.starts_on.year} 年 {row.starts_on.month} 月 {row.starts_on.day} 日开课",
            "art": row.cover_art or None,
        },
        suggested=Suggested("course", row.title, url),
    )


register(Source("course", public_rows, public_ids))

"""Public lists of postings: the page /jobs/, the brochure and the API read the same rows.

Order: by publication, newest first; paging by keyset (published_at, id). The count is exact up to `COUNT_LIMIT`. Three queries for any
number of rows. A keyword is looked for in title, trade and enterprise; the search of the site (`search/`) finds more.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Min, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from core import cities
from core.api import decode_moment, encode_cursor
from core.errors import NotFound
from core.money import Money
from core.templatetags.ui import grouped
from marketplace.recruitment.models import JobPosting
from marketplace.recruitment.states import JobKind, Programme

COUNT_LIMIT = 3000
SIZE = 20
BIGGEST = 2**63 - 1
PLACE = Coalesce("district__code", "enterprise__district__code")
LONGEST_WORD = 40
# What the list can be narrowed to: name → (words, unit, least upper end in fen).
PAY_BANDS = {
    "month-5000": ("每月能到 5,000 元", "month", 500_000),
    "month-7000": ("每月能到 7,000 元", "month", 700_000),
    "month-10000": ("每月能到 10,000 元", "month", 1_000_000),
    "hour-35": ("每小时能到 35 元", "hour", 3_500),
    "hour-50": ("每小时能到 50 元", "hour", 5_000),
    "day-300": ("每天能到 300 元", "day", 30_000),
}
SHOWN = ("id", "title", "kind", "place", "positions", "experience_years", "health_certificate", "programme", "published_at", "expires_at", "enterprise_id")
NAMES = {
    "category_name": F("category__name"),
    "category_slug": F("category__slug"),
    "category_art": F("category__art"),
    "district_name": F("district__name"),
    "district_code": F("district__code"),
    "unit_label": F("unit__label"),
    "low": F("pay_min_fen"),
    "high": F("pay_max_fen"),
    "short_name": F("enterprise__short_name"),
    "legal_name": F("enterprise__legal_name"),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What to list. `categories`: ids of a category and what is below it; `numbers`: exactly these postings."""

    categories: tuple[int, ...] = ()
    district_id: int | None = None
    kind: str = ""
    pay: str = ""
    programme: str = ""
    word: str = ""
    enterprise_id: int | None = None
    enterprise_ids: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()

    def condition(self) -> Q:
        """The same as a condition."""
        found = Q()
        for name, value in (
            ("category_id__in", self.categories),
            ("district_id", self.district_id),
            ("kind", self.kind),
            ("programme", self.programme),
            ("enterprise_id", self.enterprise_id),
            ("enterprise_id__in", self.enterprise_ids),
            ("pk__in", self.numbers),
        ):
            if value:
                found &= Q(**{name: value})
        if self.pay:
            _, unit, least = PAY_BANDS[self.pay]
            found &= Q(unit__code=unit, pay_max_fen__gte=least)
        if self.word:
            found &= (
                Q(title__icontains=self.word)
                | Q(category__name__icontains=self.word)
                | Q(enterprise__short_name__icontains=self.word)
                | Q(enterprise__legal_name__icontains=self.word)
            )
        return found


@dataclass(frozen=True, slots=True)
class PublicPage:
    """One page of a public list; `until`: when the first of all that match ends."""

    count: int
    count_exact: bool
    items: list[dict[str, Any]]
    next: str | None
    until: datetime | None


def pay_text(low: int | None, high: int | None, unit: str | None) -> str:
    """6,000–8,000 元/月."""
    if low is None or high is None or not unit:
        return ""
    upper = grouped(Money(high))
    return f"{upper} {unit}" if low == high else f"{grouped(Money(low))}–{upper} {unit}"


def _item(row: dict[str, Any]) -> dict[str, Any]:
    low, high = row.pop("low"), row.pop("high")
    short, legal, unit = row.pop("short_name"), row["legal_name"], row.pop("unit_label")
    return {
        **{name: row[name] for name in SHOWN},
        "url": f"/jobs/{row['id']}/",
        "kind_name": JobKind(row["kind"]).label,
        "programme_name": Programme(row["programme"]).label if row["programme"] else "",
        "category": row["category_name"],
        "category_slug": row["category_slug"],
        "district": row["district_name"],
        "district_code": row["district_code"],
        "pay_min_yuan": Money(low).yuan,
        "pay_max_yuan": Money(high).yuan,
        "unit": unit,
        "pay": pay_text(low, high, unit),
        "certificates": row["certificate_names"],
        "enterprise": short or legal,
        "legal_name": legal,
        "art": row["category_art"] or "livingroom",
    }


def public_page(wanted: Filter, *, now: datetime, cursor: str = "", size: int = SIZE) -> PublicPage:
    """A page of the public list. Three queries. Raises Invalid for a cursor that is not ours."""
    found = JobPosting.objects.public(now).filter(wanted.condition())
    rows = found.newest_first()
    if cursor:
        at, number = decode_moment(cursor)
        rows = rows.filter(Q(published_at__lt=at) | Q(published_at=at, pk__lt=number))
    listed = list(rows.values(*SHOWN, certificate_names=_certificates(), **NAMES)[: size + 1])
    count = found.order_by()[: COUNT_LIMIT + 1].count()
    following = encode_cursor(listed[size - 1]["published_at"].isoformat(), listed[size - 1]["id"]) if len(listed) > size else None
    until = found.order_by().aggregate(at=Min("expires_at"))["at"]
    return PublicPage(min(count, COUNT_LIMIT), count <= COUNT_LIMIT, [_item(row) for row in listed[:size]], following, until)


def _certificates() -> ArraySubquery:
    links = JobPosting.certificates.through.objects.filter(jobposting_id=OuterRef("pk")).order_by("paperkind__position", "paperkind_id")
    return ArraySubquery(links.values("paperkind__name"))


def public_job(number: int, *, now: datetime) -> JobPosting:
    """A posting that visitors may see at this moment. Raises NotFound, Elsewhere. Two queries."""
    row = JobPosting.objects.with_names().prefetch_related("certificates").public(now).filter(pk=number).first() if number <= BIGGEST else None
    if row is None:
        cities.lead_home(lambda: JobPosting.objects.public(now).filter(pk=min(number, BIGGEST)).values_list(PLACE, flat=True))
        raise NotFound
    return row


def newest(limit: int, *, now: datetime) -> list[JobPosting]:
    """The newest postings with their names. One query."""
    return list(JobPosting.objects.public(now).with_names().newest_first()[:limit])


def next_end(now: datetime) -> datetime | None:
    """When the first of the public postings ends. One query."""
    return JobPosting.objects.public(now).order_by().aggregate(at=Min("expires_at"))["at"]


def shown_pay(job: JobPosting) -> str:
    """The pay of a posting in words."""
    return pay_text(job.pay_min_fen, job.pay_max_fen, job.unit.label if job.unit else None)


def certificate_names(job: JobPosting) -> list[str]:
    """What it asks for, in order. Reads the certificates once."""
    return [one.name for one in sorted(job.certificates.all(), key=lambda one: (one.position, one.pk))]


def requirements(job: JobPosting) -> list[str]:
    """What a posting asks for, in words; empty when nothing."""
    found = [gettext("%(years)s 年以上经验") % {"years": job.experience_years}] if job.experience_years else []
    found += certificate_names(job)
    return [*found, gettext("健康证")] if job.health_certificate else found

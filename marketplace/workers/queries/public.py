"""What everybody may see of workers: the list, one of them, the code page (SRC-03, WRK-06). Never a full name, a number or a file.

Order: the latest file first; paging by keyset (id). The count is exact up to `COUNT_LIMIT`. Four queries for any number of rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.templatetags.static import static

from core import cities
from core.api import newest_first
from core.errors import NotFound
from marketplace.enterprises.models import Enterprise
from marketplace.workers.models import Paper, PaperKind, Skill, Worker
from marketplace.workers.models.people import WorkerQuerySet

COUNT_LIMIT = 3000
SIZE = 20
BIGGEST = 2**63 - 1
LONGEST_WORD = 40
CARD = "fill-192x192"


@dataclass(frozen=True, slots=True)
class Filter:
    """What to list."""

    service_type_ids: tuple[int, ...] = ()
    district_id: int | None = None
    enterprise_id: int | None = None
    language: str = ""
    lives_in: bool = False
    word: str = ""

    def condition(self) -> Q:
        """The same as a condition."""
        found = Q()
        for name, value in (("district_id", self.district_id), ("enterprise_id", self.enterprise_id)):
            if value:
                found &= Q(**{name: value})
        if self.service_type_ids:
            found &= Q(Exists(Skill.objects.filter(worker_id=OuterRef("pk"), service_type_id__in=self.service_type_ids)))
        if self.language:
            found &= Q(languages__contains=[self.language])
        if self.lives_in:
            found &= Q(lives_in=True)
        if self.word:
            skilled = Skill.objects.filter(worker_id=OuterRef("pk"), service_type__name__icontains=self.word)
            found &= Q(called__icontains=self.word) | Q(intro__icontains=self.word) | Q(hometown__icontains=self.word) | Q(Exists(skilled))
        return found


@dataclass(frozen=True, slots=True)
class PublicPage:
    """One page of the public list."""

    count: int
    count_exact: bool
    items: list[dict[str, Any]]
    next: str | None


def findable(on: date) -> WorkerQuerySet:
    """Whom the search shows: he takes work, has on that day every paper that work needs, is willing to be found, and his account, if any, is open (WRK-01)."""
    held = Paper.objects.filter(worker=OuterRef(OuterRef("pk")), kind=OuterRef("pk")).valid_on(on)  # type: ignore[attr-defined]
    lacking = PaperKind.objects.filter(~Exists(held), needed_to_work=True, active=True)
    return Worker.objects.taking_work().filter(Q(user=None) | Q(user__is_active=True), ~Exists(lacking), findable=True)


def public_page(wanted: Filter, *, on: date, cursor: str = "", size: int = SIZE) -> PublicPage:
    """A page of the public list; badges are those that count on the day. Four queries. Raises Invalid for a cursor that is not ours."""
    found = Worker.objects.public().in_city().filter(wanted.condition())
    listed, following = newest_first(found.with_names(), cursor=cursor, size=size)
    count = found.order_by()[: COUNT_LIMIT + 1].count()
    return PublicPage(min(count, COUNT_LIMIT), count <= COUNT_LIMIT, cards_of(listed, on=on), following)


def cards_of(workers: Iterable[Worker], *, on: date) -> list[dict[str, Any]]:
    """The cards of public workers. Two queries."""
    rows = list(workers)
    numbers = [row.pk for row in rows]
    skills: dict[int, list[dict[str, Any]]] = {}
    for one in Skill.objects.filter(worker__in=numbers).select_related("service_type__category").order_by("-years", "service_type__position", "pk"):
        kind = one.service_type
        skills.setdefault(one.worker_id, []).append({"code": kind.code, "name": kind.name, "years": one.years, "category": kind.category.name})
    badges: dict[int, list[str]] = {}
    valid = Paper.objects.filter(worker__in=numbers, kind__public=True, kind__active=True).valid_on(on)  # type: ignore[attr-defined]
    for worker_id, name in valid.order_by("kind__position", "kind_id").values_list("worker_id", "kind__name"):
        if name not in badges.setdefault(worker_id, []):
            badges[worker_id].append(name)
    return [_card(row, skills.get(row.pk, []), badges.get(row.pk, [])) for row in rows]


def portrait_url(row: Worker) -> str:
    """The photograph, else the drawing."""
    if row.photo is not None:
        return f"{settings.MEDIA_URL}{row.photo.get_rendition(CARD).file.name}"
    return static(f"core/art/{row.portrait}.svg")


def _card(row: Worker, skills: list[dict[str, Any]], badges: list[str]) -> dict[str, Any]:
    return {
        "id": row.pk,
        "called": row.called,
        "url": f"/workers/{row.pk}/",
        "gender": row.gender,
        "photo": portrait_url(row),
        "hometown": row.hometown,
        "languages": row.languages,
        "experience_years": row.experience_years,
        "intro": row.intro,
        "district": row.district.name if row.district else "",
        "district_code": row.district.code if row.district else "",
        "lives_in": row.lives_in,
        "online": row.online,
        "skills": skills,
        "badges": badges,
        "enterprise": row.enterprise.shown_name if row.enterprise else "",
        "enterprise_id": row.enterprise_id,
        "legal_name": row.enterprise.legal_name if row.enterprise else "",
    }


def public_worker(number: int) -> Worker:
    """Somebody whom visitors may see. Raises NotFound, Elsewhere. One query."""
    found = Worker.objects.public().filter(pk=number) if number <= BIGGEST else Worker.objects.none()
    row = found.in_city().with_names().first()
    if row is None:
        cities.lead_home(lambda: found.values_list("district__code", flat=True))
        raise NotFound
    return row


def employer(number: int) -> Enterprise | None:
    """An admitted employer, for the heading of its list. One query."""
    return Enterprise.objects.public().filter(pk=min(number, BIGGEST)).first()


def by_code(code: str) -> Worker:
    """The worker of a safety code who works or has worked here; a red code is an answer too. Raises NotFound. One query."""
    row = Worker.objects.with_names().filter(code=code).exclude(state__in=("draft", "pending", "returned")).first()
    if row is None:
        raise NotFound
    return row


def languages() -> list[str]:
    """What can be asked for, the most spoken first. One query."""
    counts: dict[str, int] = {}
    for said in Worker.objects.public().in_city().values_list("languages", flat=True)[:COUNT_LIMIT]:
        for name in said:
            counts[name] = counts.get(name, 0) + 1
    return sorted(counts, key=lambda name: (-counts[name], name))[:20]

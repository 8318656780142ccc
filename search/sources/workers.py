"""Workers who can be booked: vetted, every paper that work needs valid today, on line, and willing to be found. That rule is `workers.queries.public.findable`.

The name is how families call him; where he lives is kept to about a kilometre.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from core import cities, clock
from marketplace.catalog.queries import Catalogue, catalogue
from marketplace.credit.queries import known_of
from marketplace.listings.models import Listing
from marketplace.listings.states import Side
from marketplace.ratings.models import Standing
from marketplace.ratings.queries.public import standings_of
from marketplace.workers.models import Paper, Worker
from marketplace.workers.queries.public import cards_of, findable
from search.documents import Document, Suggested
from search.sources import Source, register, with_credit
from search.weights import experience_band

SUMMARY = 90
HOME_DIGITS = 2
CALLED = ("服务人员", "阿姨", "师傅")
Price = tuple[int, str]


def public_rows(ids: Sequence[int]) -> list[Document]:
    """The documents of those of `ids` that can be found now. Eleven queries at most, and those of the catalogue after a change."""
    now = clock.now()
    today = timezone.localdate(now)
    rows = list(findable(today).filter(pk__in=ids).with_names().select_related("enterprise__district"))
    numbers = [row.pk for row in rows]
    cards = {card["id"]: card for card in cards_of(rows, on=today)}
    papers, prices, rated, tree = _papers(numbers, today), _prices(rows, now), standings_of("worker", numbers), catalogue()
    known = known_of("worker", numbers, now=now)
    found = [_document(row, cards[row.pk], papers.get(row.pk, []), prices.get(row.pk), rated.get(row.pk), tree, today) for row in rows]
    return [with_credit(one, known.get(one.object_id)) for one in found]


def public_ids(after: int, limit: int) -> list[int]:
    """Those who can be found, by keyset."""
    return list(findable(timezone.localdate(clock.now())).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])


def ids_of_enterprises(ids: Iterable[int]) -> list[int]:
    """All workers of these enterprises, to be found or not."""
    return list(Worker.objects.filter(enterprise_id__in=list(ids)).values_list("pk", flat=True))


def people_of_alone(ids: Iterable[int]) -> list[int]:
    """The accounts of those of these workers who work for themselves."""
    return [user for user in Worker.objects.filter(pk__in=list(ids), enterprise=None).values_list("user_id", flat=True) if user]


def ids_of_people(ids: Iterable[int]) -> list[int]:
    """The files of these people."""
    return list(Worker.objects.filter(user_id__in=list(ids)).values_list("pk", flat=True))


def ids_of_listings(ids: Iterable[int]) -> list[int]:
    """Whose price stands in these offers: who works where they come from."""
    rows = Listing.objects.filter(pk__in=list(ids), side=Side.OFFER).values_list("enterprise_id", "author_id")
    firms, people = {firm for firm, _ in rows if firm}, {person for firm, person in rows if person and not firm}
    return sorted({*(ids_of_enterprises(firms) if firms else []), *(ids_of_people(people) if people else [])})


def ids_of_categories(ids: Sequence[int], after: int, limit: int) -> list[int]:
    """Workers who do something in these categories or below them, by keyset."""
    found = Worker.objects.filter(skills__service_type__category_id__in=ids) | Worker.objects.filter(skills__service_type__category__parent_id__in=ids)
    return list(found.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True).distinct()[:limit])


def ids_of_districts(ids: Sequence[int], after: int, limit: int) -> list[int]:
    """Workers in these districts, by keyset."""
    return list(Worker.objects.filter(district_id__in=ids, pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])


def _papers(numbers: Sequence[int], today: date) -> dict[int, list[Paper]]:
    """What holds today, by worker, with its kind. One query."""
    found: dict[int, list[Paper]] = {}
    for paper in Paper.objects.filter(worker__in=numbers, kind__active=True).valid_on(today).select_related("kind").order_by("kind__position", "pk"):  # type: ignore[attr-defined]
        found.setdefault(paper.worker_id, []).append(paper)
    return found


def _prices(rows: Sequence[Worker], now: Any) -> dict[int, Price]:
    """The cheapest public offer of one of his services by his employer, or by himself: by the hour where there is one. Two queries."""
    firms, people = {row.enterprise_id for row in rows if row.enterprise_id}, {row.user_id for row in rows if row.user_id and not row.enterprise_id}
    offers = Listing.objects.public(now).filter(side=Side.OFFER, price_fen__isnull=False, service_type__isnull=False)
    offers = offers.filter(enterprise_id__in=firms) | offers.filter(enterprise=None, author_id__in=people)
    known: dict[tuple[int, int, int], list[tuple[bool, int, str]]] = {}
    for firm, author, kind, fen, unit, label in offers.values_list("enterprise_id", "author_id", "service_type_id", "price_fen", "unit__code", "unit__label"):
        known.setdefault((firm or 0, 0 if firm else author, kind), []).append((unit != "hour", fen or 0, label))
    found: dict[int, Price] = {}
    skills: dict[int, list[int]] = {}
    for worker, kind in Worker.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "skills__service_type_id"):
        skills.setdefault(worker, []).append(kind)
    for row in rows:
        place = (row.enterprise_id or 0, 0 if row.enterprise_id else row.user_id or 0)
        cheapest = [min(known[(*place, kind)]) for kind in skills.get(row.pk, []) if (*place, kind) in known]
        if cheapest:
            _, fen, label = min(cheapest)
            found[row.pk] = (fen, label)
    return found


def _document(row: Worker, card: dict[str, Any], papers: list[Paper], price: Price | None, rated: Standing | None, tree: Catalogue, today: date) -> Document:
    skills = [one["name"] for one in card["skills"]]
    certificates = {paper.kind.code: paper.kind.name for paper in papers if paper.kind.public and paper.kind.group == paper.kind.SKILL}
    nodes = [node for one in card["skills"] for node in _path(one["code"], tree)]
    place = [row.district.name, row.district.short] if row.district else []
    names = [*skills, *(node.name for node in nodes), *certificates.values(), *place, *row.languages, row.hometown, card["enterprise"], *CALLED]
    there = [len(row.intro) >= 40, bool(skills), bool(certificates), row.photo_id is not None, price is not None, bool(row.experience_years)]
    traits = [*(f"k:{one['code']}" for one in card["skills"]), *(f"p:{code}" for code in certificates), f"x:{experience_band(row.experience_years)}"]
    return Document(
        type="worker",
        object_id=row.pk,
        city=cities.code_of(row.district, row.enterprise.district if row.enterprise else None),
        title=row.called,
        url=row.get_absolute_url(),
        tags=tuple(dict.fromkeys(name for name in names if name)),
        body=row.intro,
        category=nodes[-1].name if nodes else "",
        categories=tuple(dict.fromkeys(node.code for node in nodes)),
        traits=tuple(dict.fromkeys(traits)),
        district=row.district.code if row.district else "",
        district_name=row.district.name if row.district else "",
        side="offer",
        price_fen=price[0] if price else None,
        unit=price[1] if price else "",
        rating=rated.mean if rated else None,
        rating_count=rated.count if rated else 0,
        standing=rated.score if rated else None,
        completeness=sum(there) / len(there),
        published_at=row.created_at,
        expires_at=_ends(papers, today),
        lat=None if row.lat is None else round(row.lat, HOME_DIGITS),
        lng=None if row.lng is None else round(row.lng, HOME_DIGITS),
        summary=row.intro[:SUMMARY],
        shown=_shown(row, card, papers, certificates),
        suggested=Suggested("worker", f"{row.called} {skills[0] if skills else ''}".strip(), row.get_absolute_url()),
    )


def _shown(row: Worker, card: dict[str, Any], papers: list[Paper], certificates: dict[str, str]) -> dict[str, Any]:
    return {
        "skills": [one["name"] for one in card["skills"]][:6],
        "certificates": list(certificates.values())[:4],
        "experience_years": row.experience_years,
        "papers": len({paper.kind_id for paper in papers if paper.kind.public}),
        "enterprise": card["enterprise"] or None,
        "lives_in": row.lives_in,
        "photo": card["photo"],
    }


def _path(code: str, tree: Catalogue) -> Sequence[Any]:
    """The categories above a service type, the top first."""
    node = next((node for node in tree.by_id.values() if any(service.code == code for service in node.services)), None)
    return tree.path_of(node.id) if node else ()


def _ends(papers: list[Paper], today: date) -> Any:
    """The midnight at which the first paper that work needs does not hold any more; None while all of them are for good."""
    last: dict[int, date] = {}
    for paper in papers:
        if paper.kind.needed_to_work:
            last[paper.kind_id] = max(last.get(paper.kind_id, today), paper.ends_on or date.max)
    ends = min(last.values(), default=date.max)
    return None if ends == date.max else clock.midnight(ends + timedelta(days=1))


register(Source("worker", public_rows, public_ids))

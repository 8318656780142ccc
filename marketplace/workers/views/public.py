"""Public pages of workers: stored bytes, GET forms only, true until midnight, when papers may end."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core import additions, clock, content
from core.errors import Invalid
from core.middleware import storable
from core.texts import whole
from marketplace.catalog.queries import catalogue
from marketplace.workers.queries.papers import badges, code_of
from marketplace.workers.queries.public import LONGEST_WORD, Filter, by_code, cards_of, employer, languages, public_page, public_worker

LISTS = ["workers", "enterprises", "catalog", "settings", "pages"]
PARAMETERS = ("service", "district", "language", "enterprise", "lives_in", "q", "cursor")
MAX_PARAMETER = 300


def _wanted(asked: dict[str, str]) -> Filter:
    """What cannot be read as a condition narrows nothing."""
    tree = catalogue()
    place = next((place for place in tree.districts if asked["district"] in (place.code, place.name)), None) if asked["district"] else None
    services = [one for node in tree.by_id.values() for one in node.services if one.code == asked["service"]] if asked["service"] else []
    employer = asked["enterprise"]
    return Filter(
        service_type_ids=tuple(one.id for one in services),
        district_id=place.id if place else None,
        enterprise_id=whole(employer),
        language=asked["language"][:20],
        lives_in=asked["lives_in"] == "1",
        word=asked["q"][:LONGEST_WORD],
    )


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Everybody who passed the audit, by service, district, language, employer and a word (SRC-03)."""
    fingerprint, now = content.version(*LISTS), clock.now()
    asked = {name: request.GET.get(name, "").strip() for name in PARAMETERS}
    if any(len(value) > MAX_PARAMETER or "\x00" in value for value in asked.values()):
        raise Invalid("地址里的条件读不懂。")
    today, wanted, tree = timezone.localdate(now), _wanted(asked), catalogue()
    page = public_page(wanted, on=today, cursor=asked["cursor"])
    nodes = [node for top in tree.tops for node in (*top.children, top) if node.services]
    firm = employer(wanted.enterprise_id) if wanted.enterprise_id else None
    context = {"page": page, "tree": tree, "nodes": nodes, "languages": languages(), "asked": asked, "wanted": wanted, "firm": firm}
    response = render(request, "workers/board.html", context)
    # Words are endless: what somebody typed is only sent, so that nobody fills the store.
    if set(request.GET) <= set(PARAMETERS) and not wanted.word:
        return storable(response, scopes=LISTS, fingerprint=fingerprint, until=clock.midnight(today + timedelta(days=1)))
    return response


@require_safe
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """One worker: skills, years, languages, papers that count today, employer (WRK-06). 404 at once when he is not public any more."""
    scopes = [f"worker:{number}", *additions.scopes("worker", number), "enterprises", "catalog", "settings", "pages"]
    fingerprint, now = content.version(*scopes), clock.now()
    today, row = timezone.localdate(now), public_worker(number)
    context = {"worker": row, "card": cards_of([row], on=today)[0], "badges": badges(row, today), "code": code_of(row, today)}
    response = render(request, "workers/detail.html", context)
    if request.GET:
        return response
    return storable(response, scopes=scopes, fingerprint=fingerprint, until=clock.midnight(today + timedelta(days=1)))


@require_safe
def code(request: HttpRequest, code: str) -> HttpResponse:
    """The safety code of today: the colour for everybody, the reasons and papers where the worker has agreed (X-TR-02)."""
    now = clock.now()
    today, row = timezone.localdate(now), by_code(code)
    scopes = [f"worker:{row.pk}", "enterprises", "catalog", "settings", "pages"]
    fingerprint = content.version(*scopes)
    row = by_code(code)
    shown = code_of(row, today)
    context = {"worker": row, "code": shown, "card": cards_of([row], on=today)[0], "badges": badges(row, today) if row.code_open else []}
    response = render(request, "workers/code.html", context)
    if request.GET:
        return response
    return storable(response, scopes=scopes, fingerprint=fingerprint, until=clock.midnight(today + timedelta(days=1)))

"""Public pages: stored bytes, GET forms only. Whoever sees them sees the same."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from core import clock, content
from core.errors import Invalid
from core.language import said
from core.middleware import storable
from marketplace.catalog.queries import catalogue
from marketplace.recruitment.queries.public import LONGEST_WORD, PAY_BANDS, Filter, public_job, public_page
from marketplace.recruitment.states import JobKind, Programme

LISTS = ["jobs", "enterprises", "catalog", "settings", "pages"]
PARAMETERS = ("category", "district", "kind", "pay", "programme", "q", "cursor")
MAX_PARAMETER = 300
KINDS = [("", "全部"), *JobKind.choices]
PAYS = [("", "不限"), *((name, words) for name, (words, _, _) in PAY_BANDS.items())]
PROGRAMMES = [("", "全部"), *((value, label) for value, label in Programme.choices if value)]


def _parameters(request: HttpRequest) -> dict[str, str]:
    """The known query parameters once each; others are not ours and are left alone. Raises Invalid for nonsense."""
    found = {name: request.GET.get(name, "").strip() for name in PARAMETERS}
    if any(len(value) > MAX_PARAMETER or "\x00" in value for value in found.values()):
        raise Invalid("地址里的条件读不懂。")
    return found


def _one_of(value: str, choices: list[tuple[str, str]]) -> str:
    return value if value in dict(choices) else ""


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Every open posting, by trade, district, kind, pay, programme and a word (LAB-06). What cannot be read as a condition narrows nothing."""
    fingerprint, now = content.version(*LISTS), clock.now()
    tree, asked = catalogue(), _parameters(request)
    node = tree.by_slug.get(asked["category"])
    place = next((place for place in tree.districts if asked["district"] in (place.code, place.name)), None) if asked["district"] else None
    wanted = Filter(
        categories=tuple(tree.family_of(node)) if node else (),
        district_id=place.id if place else None,
        kind=_one_of(asked["kind"], KINDS),
        pay=_one_of(asked["pay"], PAYS),
        programme=_one_of(asked["programme"], PROGRAMMES),
        word=asked["q"][:LONGEST_WORD],
    )
    page = public_page(wanted, now=now, cursor=asked["cursor"])
    context = {"page": page, "tree": tree, "node": node, "place": place, "wanted": wanted, "kinds": KINDS, "pays": PAYS, "programmes": PROGRAMMES}
    response = render(request, "recruitment/board.html", {**context, "heading": _heading(node.name if node else "", place.name if place else "", wanted)})
    # Words are endless: what somebody typed is only sent, so that nobody fills the store.
    if set(request.GET) <= set(PARAMETERS) - {"q"} or (set(request.GET) <= set(PARAMETERS) and not wanted.word):
        return storable(response, scopes=LISTS, fingerprint=fingerprint, until=page.until)
    return response


def _heading(trade: str, place: str, wanted: Filter) -> str:
    kind = JobKind(wanted.kind).label if wanted.kind else ""
    words = gettext("%(place)s%(kind)s%(trade)s招聘") if place or kind or trade else gettext("家政招聘")
    return " ".join((words % {"place": said(place), "kind": said(kind), "trade": said(trade)}).split())


@require_safe
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """A posting: pay, hours, what is asked for, who employs. 404 at once when it is not public any more."""
    scopes = [f"job:{number}", "enterprises", "catalog", "settings", "pages"]
    fingerprint, now = content.version(*scopes), clock.now()
    row = public_job(number, now=now)
    response = render(request, "recruitment/detail.html", {"job": row, "path": catalogue().path_of(row.category_id)})
    if request.GET:
        return response
    return storable(response, scopes=scopes, fingerprint=fingerprint, until=row.expires_at)

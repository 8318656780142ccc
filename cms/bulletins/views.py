"""The board and its notices (stored bytes, GET forms only), and one's own notices under /my/bulletins/."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.bulletins import queries, services
from cms.bulletins.forms import NAMES, BulletinForm, NewBulletinForm
from cms.bulletins.models import Bulletin
from cms.bulletins.parameters import MODERATION
from cms.bulletins.services.telling import SCOPE, scope_of
from cms.bulletins.states import EDITABLE, BulletinKind, BulletinState
from core import clock, content
from core.access import can, require
from core.errors import Invalid, NotFound
from core.forms import say
from core.language import said
from core.middleware import storable
from core.paging import split
from core.states import available, steps_of
from core.texts import whole
from marketplace.catalog.queries import catalogue
from marketplace.enterprises import queries as enterprises
from marketplace.enterprises.models import Enterprise

OTHERS = ["enterprises", "accounts", "catalog", "settings", "pages"]
LISTS = [SCOPE, *OTHERS]
PARAMETERS = ("kind", "district", "cursor")
MAX_PARAMETER = 300
STEPS = {
    "submit": "提交",
    "approve": "发布",
    "return": "退回",
    "withdraw": "撤回",
    "edit": "修改，重新审核",
    "expire": "到期",
    "close": "结束",
    "hide": "撤下",
    "restore": "恢复显示",
}
ACTIONS = {
    "submit": (services.submit, "发出去了。"),
    "withdraw": (services.withdraw, "撤回来了，改好再发。"),
    "close": (services.close, "结束了，不再显示。"),
}
WAITS = "交上去了，审核通过就显示。"


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Every notice that holds, by kind and district; one for the whole city stands in every district."""
    fingerprint, now = content.version(*LISTS), clock.now()
    asked = {name: request.GET.get(name, "").strip() for name in PARAMETERS}
    if any(len(value) > MAX_PARAMETER or "\x00" in value for value in asked.values()):
        raise Invalid("地址里的条件读不懂。")
    tree = catalogue()
    kind = asked["kind"] if asked["kind"] in BulletinKind.values else ""
    place = next((place for place in tree.districts if asked["district"] in (place.code, place.name)), None) if asked["district"] else None
    page = queries.public_page(kind=kind, district_id=place.id if place else None, now=now, cursor=asked["cursor"])
    heading = said(BulletinKind(kind).label if kind else "便民公告")
    if place:
        heading = gettext("%(place)s%(kind)s") % {"place": said(place.name), "kind": heading}
    context = {"page": page, "tree": tree, "place": place, "kind": kind, "kinds": BulletinKind.choices, "heading": heading}
    response = render(request, "bulletins/board.html", context)
    return storable(response, scopes=LISTS, fingerprint=fingerprint, until=page.until) if set(request.GET) <= set(PARAMETERS) else response


@require_safe
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """A notice. 404 at once when it is not public any more."""
    scopes = [scope_of(number), *OTHERS]
    fingerprint, now = content.version(*scopes), clock.now()
    row = queries.public_bulletin(number, now=now)
    response = render(request, "bulletins/detail.html", {"bulletin": row})
    return response if request.GET else storable(response, scopes=scopes, fingerprint=fingerprint, until=row.expires_at)


@require_safe
@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """One's own notices and one's enterprises', in every state."""
    text = request.GET.get("cursor", "")
    before = whole(text)
    found = queries.own_page(request.actor, before=before)  # type: ignore[attr-defined]
    page, following = split(found, queries.SIZE)
    return render(request, "bulletins/own/bulletins.html", {"portal": "my", "bulletins": page, "next": following})


def _enterprise(request: HttpRequest) -> Enterprise | None:
    """The admitted enterprise in whose name the actor may write."""
    firm = enterprises.own_of(request.actor)  # type: ignore[attr-defined]
    return firm if firm is not None and can(request.actor, "create", Bulletin(enterprise=firm)) else None  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def write(request: HttpRequest) -> HttpResponse:
    """Write a notice."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, "create", Bulletin)
    form = NewBulletinForm(request.POST or None, enterprise=_enterprise(request))
    if request.method == "POST" and form.is_valid():
        try:
            row = services.write_bulletin(actor=actor, now=clock.now(), enterprise=form.sending(), publish_now="draft" not in request.POST, **form.wanted())
        except Invalid as error:
            say(form, error, NAMES)
        else:
            messages.success(request, _said(row, "存成草稿了。" if row.state == BulletinState.DRAFT else "发出去了。"))
            return redirect("bulletins:manage", row.pk)
    return render(request, "bulletins/own/form.html", {"portal": "my", "form": form, "bulletin": None, "moderated": MODERATION.at(clock.now())})


def _said(row: Bulletin, otherwise: str) -> str:
    return WAITS if row.state == BulletinState.PENDING else otherwise


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change a notice; a published one may wait for staff again."""
    row = queries.own_bulletin(number, actor=request.actor)  # type: ignore[attr-defined]
    form = BulletinForm(request.POST) if request.method == "POST" else BulletinForm(initial=BulletinForm.initial_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            row = services.edit_bulletin(row, actor=request.actor, now=clock.now(), **form.wanted())  # type: ignore[attr-defined]
        except Invalid as error:
            say(form, error, NAMES)
        else:
            messages.success(request, "改好了，审核通过后再显示。" if row.state == BulletinState.PENDING else "改好了。")
            return redirect("bulletins:manage", row.pk)
    return render(request, "bulletins/own/form.html", {"portal": "my", "form": form, "bulletin": row, "moderated": MODERATION.at(clock.now())})


@require_safe
@login_required
@never_cache
def manage(request: HttpRequest, number: int) -> HttpResponse:
    """One notice: where it stands, what may be done next, what happened."""
    row = queries.own_bulletin(number, actor=request.actor)  # type: ignore[attr-defined]
    context = {
        "portal": "my",
        "bulletin": row,
        "moves": [(event, step.label) for event, step in available(row, request.actor) if event in ACTIONS],  # type: ignore[attr-defined]
        "editable": row.state in EDITABLE,
        "is_public": row.is_public(clock.now()),
        "note": queries.last_note(row) if row.state in (BulletinState.RETURNED, BulletinState.HIDDEN) else None,
        "steps": steps_of(row, STEPS),
    }
    return render(request, "bulletins/own/bulletin.html", context)


@require_POST
@login_required
def act(request: HttpRequest, number: int, event: str) -> HttpResponse:
    """One step of the notice's life."""
    if event not in ACTIONS:
        raise NotFound
    service, said = ACTIONS[event]
    row = service(queries.own_bulletin(number, actor=request.actor), actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    messages.success(request, _said(row, said))
    return redirect("bulletins:manage", row.pk)

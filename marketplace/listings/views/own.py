"""One's own listings: for a member under /my/, for an enterprise under /enterprise/. `portal` says which."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.errors import Invalid, NotFound
from core.forms import say
from core.paging import split
from core.states import available, steps_of
from core.texts import whole
from marketplace.enterprises import queries as enterprises
from marketplace.enterprises.models import Enterprise
from marketplace.listings import services
from marketplace.listings.forms import NAMES, ListingForm, form_for
from marketplace.listings.models import Listing
from marketplace.listings.queries import own
from marketplace.listings.queries.shown import photos_of
from marketplace.listings.services.telling import manage_url
from marketplace.listings.states import EDITABLE, ListingState

STEPS = {
    "submit": "提交",
    "approve": "发布",
    "return": "退回",
    "withdraw": "撤回",
    "edit": "修改，重新审核",
    "pause": "暂停",
    "resume": "恢复",
    "renew": "续期",
    "expire": "到期",
    "close": "关闭",
    "hide": "撤下",
    "restore": "恢复显示",
    "import": "录入",
}
ACTIONS = {
    "submit": (services.submit, "交上去了。"),
    "withdraw": (services.withdraw, "撤回来了，改好再发。"),
    "pause": (services.pause, "先不显示了，随时能恢复。"),
    "resume": (services.resume, "又能被看到了。"),
    "renew": (services.renew, "续上了。"),
    "close": (services.close, "关掉了。"),
}


def names(portal: str) -> dict[str, str]:
    """The URL names of a portal's pages."""
    prefix = "listings:enterprise-" if portal == "enterprise" else "listings:"
    return {
        "portal": portal,
        "list_url": f"{prefix}list" if portal == "enterprise" else "listings:mine",
        "post_url": f"{prefix}post",
        "manage_url": f"{prefix}manage",
        "edit_url": f"{prefix}edit",
        "photos_url": f"{prefix}photos",
        "photo_remove_url": f"{prefix}photo-remove",
        "photo_url": f"{prefix}photo",
        "act_url": f"{prefix}act",
        "what_url": f"{prefix}what",
        "terms_url": f"{prefix}terms",
    }


@require_safe
@login_required
@never_cache
def mine(request: HttpRequest, portal: str) -> HttpResponse:
    """All of one's own listings, in every state."""
    found = own.own_page(request.actor, portal, before=whole(request.GET.get("cursor", "")))  # type: ignore[attr-defined]
    page, following = split(found, own.PAGE_SIZE)
    context = {**names(portal), "listings": page, "next": following, "enterprise": enterprise_of(request, portal)}
    return render(request, "listings/mine.html", context)


def enterprise_of(request: HttpRequest, portal: str) -> Enterprise | None:
    """For whom one posts in this portal, None for oneself."""
    return enterprises.own_of(request.actor) if portal == "enterprise" else None  # type: ignore[attr-defined]


def _form(request: HttpRequest, portal: str, form: ListingForm, row: Listing) -> HttpResponse:
    return render(request, "listings/form.html", {**names(portal), "form": form, "is_offer": row.side == "offer", "listing": row})


def own_row(request: HttpRequest, portal: str, number: int) -> Listing:
    """One's own listing of this portal. Raises NotFound."""
    return own.own_listing(number, actor=request.actor, portal=portal)  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def edit(request: HttpRequest, portal: str, number: int) -> HttpResponse:
    """Change a listing; a published one may go back to moderation."""
    row = own_row(request, portal, number)
    form_class = form_for(row.side)
    if request.method != "POST":
        return _form(request, portal, form_class(initial=form_class.initial_of(row)), row)
    form = form_class(request.POST)
    if form.is_valid():
        try:
            row = services.edit_listing(row, actor=request.actor, now=clock.now(), **form.wanted())  # type: ignore[attr-defined]
        except Invalid as error:
            say(form, error, NAMES)
        else:
            messages.success(request, "改好了，等审核；通过之前先不公开。" if row.state == ListingState.PENDING else "改好了。")
            return redirect(manage_url(row))
    return _form(request, portal, form, row)


@require_safe
@login_required
@never_cache
def manage(request: HttpRequest, portal: str, number: int) -> HttpResponse:
    """One listing: where it stands, what may be done next, what happened, who asked."""
    row = own_row(request, portal, number)
    moves = [(event, step.label) for event, step in available(row, request.actor) if event in ACTIONS]  # type: ignore[attr-defined]
    context = {
        **names(portal),
        "listing": row,
        "moves": moves,
        "editable": row.state in EDITABLE,
        "is_public": row.is_public(clock.now()),
        "note": own.last_note(row) if row.state in (ListingState.RETURNED, ListingState.HIDDEN) else None,
        "steps": steps_of(row, STEPS),
        "photos": photos_of(row),
        "enquiries": own.enquiry_page(row.enquiries.exclude(state="hidden"), size=5)[:5],
        "enquiry_url": "listings:enterprise-enquiry" if portal == "enterprise" else "listings:enquiry",
    }
    return render(request, "listings/manage.html", context)


@require_POST
@login_required
def act(request: HttpRequest, portal: str, number: int, event: str) -> HttpResponse:
    """One step of the listing's life."""
    if event not in ACTIONS:
        raise NotFound
    service, said = ACTIONS[event]
    row = service(own_row(request, portal, number), actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    messages.success(request, "交上去了，审核通过就显示。" if row.state == ListingState.PENDING else said)
    return redirect(names(portal)["manage_url"], row.pk)

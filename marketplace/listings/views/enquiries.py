"""留言咨询: ask about a listing, and both sides' lists."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.api import decode_moment, encode_cursor
from core.errors import Invalid, NotFound
from core.forms import say
from core.states import available
from marketplace.listings import services
from marketplace.listings.forms import MessageForm
from marketplace.listings.models import Enquiry
from marketplace.listings.queries import own


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def enquire(request: HttpRequest, number: int) -> HttpResponse:
    """Ask about a public listing; a page of its own, because it posts."""
    listing = own.public_listing(number, now=clock.now())
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            message = services.enquire(listing, text=form.cleaned_data["text"], actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
        except Invalid as error:
            say(form, error)
        else:
            messages.success(request, "留言送到了，对方回复会发到你的消息里。")
            return redirect("listings:enquiry", message.enquiry_id)
    return render(request, "listings/enquire.html", {"form": form, "listing": listing, "proven": request.actor.proven_phone})  # type: ignore[attr-defined]


def _urls(portal: str) -> dict[str, str]:
    prefix = "enterprise-" if portal == "enterprise" else ""
    names = {"list": "enquiries", "one": "enquiry", "close": "enquiry-close"}
    return {"portal": portal, **{f"{name}_url": f"listings:{prefix}{url}" for name, url in names.items()}}


@require_safe
@login_required
@never_cache
def enquiries(request: HttpRequest, portal: str) -> HttpResponse:
    """The conversations of a portal, the latest first."""
    cursor = request.GET.get("cursor", "")[:300]
    before = decode_moment(cursor) if cursor else None
    found = own.enquiry_page(own.enquiries_of(request.actor, portal), before=before)  # type: ignore[attr-defined]
    page = found[: own.PAGE_SIZE]
    following = encode_cursor(page[-1].last_at.isoformat(), page[-1].pk) if len(found) > own.PAGE_SIZE else None
    return render(request, "listings/enquiries.html", {**_urls(portal), "enquiries": page, "next": following})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def enquiry(request: HttpRequest, portal: str, number: int) -> HttpResponse:
    """One conversation, with the place to reply."""
    row = _own(request, portal, number)
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.reply(row, text=form.cleaned_data["text"], actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
        except Invalid as error:
            say(form, error)
        else:
            return redirect(_urls(portal)["one_url"], row.pk)
    context = {
        **_urls(portal),
        "enquiry": row,
        "said": own.messages_of(row),
        "form": form,
        "asks": row.asker_id == request.user.pk,
        "moves": [event for event, _ in available(row, request.actor)],  # type: ignore[attr-defined]
        "is_public": row.listing.is_public(clock.now()),
        "other": row.listing.poster_name if row.asker_id == request.user.pk else row.asker.display_name or "会员",
    }
    return render(request, "listings/enquiry.html", context)


def _own(request: HttpRequest, portal: str, number: int) -> Enquiry:
    row = own.enquiry_or_404(number, actor=request.actor)  # type: ignore[attr-defined]
    mine = row.access_scopes(request.actor)  # type: ignore[attr-defined]
    if not mine & ({"t"} if portal == "enterprise" else {"o"}):
        raise NotFound
    return row


@require_POST
@login_required
def close(request: HttpRequest, portal: str, number: int) -> HttpResponse:
    """End a conversation."""
    row = services.close_enquiry(_own(request, portal, number), actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    messages.success(request, "结束了。再说一句就会重新打开。")
    return redirect(_urls(portal)["one_url"], row.pk)

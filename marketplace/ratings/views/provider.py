"""The provider reads what was said and answers once: /enterprise/ratings/, /worker/ratings/."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.access import can, require
from core.errors import Conflict, DomainError, Invalid
from core.forms import say
from core.paging import split
from core.texts import whole
from marketplace.bookings.queries import own as orders
from marketplace.ratings import services
from marketplace.ratings.forms import ReplyForm, WordForm
from marketplace.ratings.models import Rating
from marketplace.ratings.queries import own
from marketplace.ratings.queries.public import shown


@require_safe
@login_required
@never_cache
def of_enterprise(request: HttpRequest) -> HttpResponse:
    """What was said about one's enterprises, the latest first; what has no reply has its own tab."""
    return _list(request, own.about_enterprise(request.actor), {"portal": "enterprise", "portal_name": "企业", "reply_url": "ratings:enterprise-reply"})  # type: ignore[attr-defined]


@require_safe
@login_required
@never_cache
def of_worker(request: HttpRequest) -> HttpResponse:
    """What was said about oneself, who works for himself."""
    return _list(request, own.about_worker(request.actor), {"portal": "worker", "portal_name": "服务人员", "reply_url": "ratings:worker-reply"})  # type: ignore[attr-defined]


def _list(request: HttpRequest, rows: QuerySet[Rating], portal: dict[str, str], *, failed: tuple[int, ReplyForm] | None = None) -> HttpResponse:
    text, waiting = request.GET.get("cursor", ""), request.GET.get("show") == "waiting"
    before = whole(text)
    found = own.page(rows, before=before, unanswered=waiting)
    page, following = split(found, own.PAGE_SIZE)
    actor = request.actor  # type: ignore[attr-defined]
    items = [{"said": one, "form": _form_of(one.row, failed), "may": can(actor, "reply", one.row)} for one in shown(page)]
    context = {**portal, "items": items, "next": following, "waiting": waiting}
    return render(request, "ratings/provider.html", context, status=400 if failed else 200)


def _form_of(row: Rating, failed: tuple[int, ReplyForm] | None) -> ReplyForm:
    return failed[1] if failed is not None and failed[0] == row.pk else ReplyForm(auto_id=f"id_{row.pk}_%s")


@require_POST
@login_required
def reply_of_enterprise(request: HttpRequest, number: int) -> HttpResponse:
    """The enterprise's one public reply."""
    rows = own.about_enterprise(request.actor)  # type: ignore[attr-defined]
    return _reply(request, rows, number, {"portal": "enterprise", "portal_name": "企业", "reply_url": "ratings:enterprise-reply"}, "ratings:enterprise-list")


@require_POST
@login_required
def reply_of_worker(request: HttpRequest, number: int) -> HttpResponse:
    """The one public reply of who works for himself."""
    rows = own.about_worker(request.actor)  # type: ignore[attr-defined]
    return _reply(request, rows, number, {"portal": "worker", "portal_name": "服务人员", "reply_url": "ratings:worker-reply"}, "ratings:worker-list")


def _reply(request: HttpRequest, rows: QuerySet[Rating], number: int, portal: dict[str, str], back: str) -> HttpResponse:
    row = own.one(rows, number)
    require(request.actor, "reply", row)  # type: ignore[attr-defined]
    form = ReplyForm(request.POST, auto_id=f"id_{row.pk}_%s")
    if form.is_valid():
        try:
            services.reply(row, actor=request.actor, now=clock.now(), text=form.cleaned_data["text"])  # type: ignore[attr-defined]
        except Invalid as error:
            say(form, error)
        except Conflict as error:
            messages.error(request, error.message)
            return redirect(back)
        else:
            messages.success(request, "回复发出去了，谁都看得到。")
            return redirect(back)
    return _list(request, rows, portal, failed=(row.pk, form))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def word(request: HttpRequest, number: str) -> HttpResponse:
    """How the work went, in the provider's eyes, where both sides answer blind."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    order = orders.for_provider(number, actor=actor)
    require(actor, "accept", order)
    form = WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = form.cleaned_data
        try:
            services.give_word(order, actor=actor, now=now, score=said["score"], text=said["text"])
        except DomainError as error:
            if isinstance(error, Invalid):
                say(form, error)
            elif isinstance(error, Conflict):
                messages.error(request, error.message)
                return redirect("ratings:word", number)
            else:
                raise
        else:
            messages.success(request, "记下来了。家里的评价写好以后，两边一起公开。")
            return redirect("bookings:provider-order", number)
    context = {"portal": "enterprise", "order": order, "form": form, "wanted": own.wants_word(order, now)}
    return render(request, "ratings/word.html", context, status=400 if form.errors else 200)

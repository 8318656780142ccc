"""Packages: the public page, the family's passes, the enterprise's own."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.access import require
from core.errors import Conflict, Invalid, NotFound
from core.forms import attempt, say
from core.idempotency.views import fresh_key, idempotent_form
from core.paging import split
from core.states import available, history_of
from core.texts import whole
from marketplace.enterprises.queries import admitted_of
from marketplace.series import services, shown
from marketplace.series.forms import PackageForm
from marketplace.series.models import Package
from marketplace.series.queries import monthly, own, packages
from marketplace.series.states import PackageState
from marketplace.series.views.family import fen_of

MY, FIRM = {"portal": "my"}, {"portal": "enterprise"}


@require_safe
@never_cache
def package(request: HttpRequest, number: int) -> HttpResponse:
    """A package that is sold: what it holds, what a visit comes to, what is saved, what is not included."""
    row = packages.one_open(number)
    return render(request, "series/package.html", {"worth": packages.worth_of([row])[0], "package": row, "key": fresh_key()})


@require_POST
@login_required
@idempotent_form
def take(request: HttpRequest, number: int) -> HttpResponse:
    """A family takes it at the price that it has seen."""
    row = packages.one_open(number)
    actor = request.actor  # type: ignore[attr-defined]
    try:
        card = services.take(row, price_fen=fen_of(request, "price_fen"), version=fen_of(request, "version"), actor=actor, now=clock.now())
    except Conflict as error:
        messages.error(request, error.message)
        return redirect("series:package", number)
    messages.success(request, "套餐可以用了。")
    return redirect("series:pass", card.number)


@require_safe
@login_required
@never_cache
def passes(request: HttpRequest) -> HttpResponse:
    """One's own passes with what is left of each."""
    now = clock.now()
    rows = [
        {"row": row, "left": shown.units_in_words(row, row.left), "amount": shown.units_in_words(row, row.amount), "usable": row.is_usable(now)}
        for row in packages.passes_of(request.actor)  # type: ignore[attr-defined]
    ]
    return render(request, "series/passes.html", {**MY, "rows": rows})


@require_safe
@login_required
@never_cache
def one_pass(request: HttpRequest, number: str) -> HttpResponse:
    """One pass: what is left, what was used and put back, where to book with it."""
    row = packages.own_pass(number, actor=request.actor)  # type: ignore[attr-defined]
    uses = [{"use": use, "units": shown.units_in_words(row, use.units)} for use in packages.uses_of(row)]
    context = {
        "row": row,
        "uses": uses,
        "left": shown.units_in_words(row, row.left),
        "amount": shown.units_in_words(row, row.amount),
        "usable": row.is_usable(clock.now()),
        "dues": row.dues.all(),
    }
    return render(request, "series/pass.html", {**MY, **context})


@require_safe
@login_required
@never_cache
def enterprise_series(request: HttpRequest) -> HttpResponse:
    """The regular customers of one's enterprise."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    found = own.of_provider(actor, now, before=whole(request.GET.get("cursor", "")))
    page, following = split(found, own.PAGE_SIZE)
    rows = [{"row": row, "rhythm": shown.rhythm_in_words(row)} for row in page]
    return render(request, "series/enterprise_series.html", {**FIRM, "rows": rows, "next": following})


@require_safe
@login_required
@never_cache
def enterprise_one(request: HttpRequest, number: str) -> HttpResponse:
    """One regular customer: the dates and their orders."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = own.for_provider(number, actor=actor)
    rows = shown.rows_of(own.visits_of(row), now=now)
    context = {"series": row, "dues": monthly.dues_of(row), "rhythm": shown.rhythm_in_words(row), "rows": [one for one in rows if one.visit.starts_at > now]}
    return render(request, "series/enterprise_one.html", {**FIRM, **context, "past": [one for one in rows if one.visit.starts_at <= now][::-1]})


@require_safe
@login_required
@never_cache
def enterprise_packages(request: HttpRequest) -> HttpResponse:
    """The packages of one's enterprise."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = []
    for worth in packages.worth_of(packages.of_enterprise(actor)):
        row = worth.package
        note = history_of(row).last() if row.state == PackageState.DRAFT else None
        rows.append({"worth": worth, "row": row, "moves": {event for event, _ in available(row, actor)}, "note": note.note if note else ""})
    return render(request, "series/enterprise_packages.html", {**FIRM, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@idempotent_form
def edit(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A new package, or a draft changed."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = packages.own_package(number, actor=actor) if number is not None else None
    require(actor, "create" if row is None else "update", row or Package)
    firm = row.enterprise if row is not None else admitted_of(actor, Package.access_resource)
    form = PackageForm(request.POST or None, offers=services.listings_for(firm, now), initial=_initial(row))
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.write_package(firm, form.package(), actor=actor, now=now, package=row)
        except (Invalid, Conflict) as error:
            say(form, error)
        else:
            messages.success(request, f"「{saved.title}」存好了，提交审核以后才卖。")
            return redirect("series:enterprise-packages")
    return render(request, "series/enterprise_package.html", {**FIRM, "form": form, "row": row, "key": fresh_key()}, status=400 if form.errors else 200)


def _initial(row: Package | None) -> dict[str, Any]:
    if row is None:
        return {"unit": "visit", "amount": 10, "minutes": 120, "valid_days": 180}
    known = {name: getattr(row, name) for name in ("title", "unit", "amount", "minutes", "valid_days", "not_included")}
    return {**known, "price": row.price_fen, "listings": [str(listing.pk) for listing in row.listings.all()]}


@require_POST
@login_required
def enterprise_act(request: HttpRequest, number: int, event: str) -> HttpResponse:
    """One of the enterprise's verbs."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = packages.own_package(number, actor=actor)
    verbs = {
        "submit": (services.submit, "提交了，审核过就开卖。"),
        "withdraw": (services.withdraw, "撤回来了。"),
        "stop": (services.stop, "停卖了，买过的照样用。"),
        "reopen": (services.reopen, "重新提交了。"),
    }
    if event not in verbs:
        raise NotFound
    verb, done = verbs[event]
    attempt(request, lambda: verb(row, actor=actor, now=now), done)
    return redirect("series:enterprise-packages")

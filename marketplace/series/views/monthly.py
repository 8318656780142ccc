"""By the month: a family chooses how often a week, and accepts months; an enterprise, or who works for himself, says what a month costs (PRI-04)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.access import require
from core.errors import Conflict, Invalid, NotFound
from core.forms import attempt, say
from core.idempotency.views import fresh_key, idempotent_form
from marketplace.bookings.availability import rule_of
from marketplace.bookings.forms import DetailsForm
from marketplace.bookings.queries.providers import offer
from marketplace.bookings.views.choosing import Choice
from marketplace.enterprises.queries import admitted_of
from marketplace.listings.models import Listing
from marketplace.series import services
from marketplace.series.errors import NotMonthly
from marketplace.series.forms import MonthForm, MonthlyPriceForm, first_months
from marketplace.series.models import MonthlyPrice, Series, SeriesRule
from marketplace.series.queries import monthly
from marketplace.series.queries.own import rule_for
from marketplace.series.services.monthly import nothing_of, term_of
from marketplace.series.services.offering import planned_days
from marketplace.series.views.choosing import SHOWN, said_of, where_and_whom, wish_of
from marketplace.workers.queries.own import is_self_employed

# Who sells by the month: an enterprise in its portal, or who works for himself (`alone`) in his; the same pages at other addresses.
SIDES: dict[bool, dict[str, str]] = {
    False: {
        "portal": "enterprise",
        "portal_name": "企业",
        "list_url": "series:enterprise-monthly",
        "new_url": "series:month-new",
        "edit_url": "series:month-edit",
        "act_url": "series:month-act",
    },
    True: {
        "portal": "worker",
        "portal_name": "接活",
        "list_url": "series:worker-monthly",
        "new_url": "series:worker-month-new",
        "edit_url": "series:worker-month-edit",
        "act_url": "series:worker-month-act",
    },
}


def _offered(number: int, now: datetime) -> tuple[Listing, SeriesRule, list[monthly.MonthWorth]]:
    """A public offer with what it costs by the month. Raises NotFound, NotMonthly."""
    listing = offer(number, now=now)
    rule, prices = rule_for(listing), monthly.worth_of(monthly.open_for(listing))
    if rule is None or not prices:
        raise NotMonthly("这项服务现在没有包月，单次约或者定期约。")
    return listing, rule, prices


@require_safe
@never_cache
def choose(request: HttpRequest, number: int) -> HttpResponse:
    """How often a week, for how many months: the price per month beside the price per visit. Works without JavaScript and without an account."""
    now = clock.now()
    listing, allowed, worths = _offered(number, now)
    prices, interval = [one.price for one in worths], rule_of(listing.service_type_id or 0).interval_minutes
    choice = Choice(listing, request.GET, now)
    asked = request.GET if "monthly" in request.GET else None
    form = MonthForm(asked, prices=prices, rule=allowed, interval=interval, initial=first_months(prices, allowed, timezone.localdate(now)))
    good = asked is not None and form.is_valid()
    if good and "go" in request.GET:
        return redirect(f"{reverse('series:monthly-details', args=[number])}?{choice.query()}&{form.query}")
    context = {"listing": listing, "choice": choice, "form": form, "rule": allowed, "worths": worths, **(_shown(form, listing, allowed) if good else {})}
    return render(request, "series/monthly.html", context, status=400 if form.errors else 200)


def _shown(form: MonthForm, listing: Listing, allowed: SeriesRule) -> dict[str, Any]:
    """The first days and what the months come to. One query."""
    said, price = form.cleaned_data, form.price
    if price is None:
        raise NotFound
    days = planned_days(term_of(form.plan, price, said["months"], listing, allowed), said["holidays"])
    starts = [clock.midnight(day) + timedelta(minutes=int(said["starts_minute"])) for day in days]
    return {
        "starts": [(start, None) for start in starts[:SHOWN]],
        "count": len(days),
        "price": price,
        "months": said["months"],
        "total_fen": price.price_fen * said["months"],
        "each_fen": monthly.each_of(price.price_fen, price.visits_a_week),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@idempotent_form
def details(request: HttpRequest, number: int) -> HttpResponse:
    """Where and for whom. Sending it writes the dates; the price of the months is accepted on the next page."""
    now, actor = clock.now(), request.actor  # type: ignore[attr-defined]
    listing, allowed, worths = _offered(number, now)
    choice = Choice(listing, request.GET, now)
    back = f"{reverse('series:monthly', args=[number])}?{request.GET.urlencode()}"
    interval = rule_of(listing.service_type_id or 0).interval_minutes
    chosen = MonthForm(said_of(request, MonthForm), prices=[one.price for one in worths], rule=allowed, interval=interval)
    if not chosen.is_valid():
        return redirect(back)

    def propose(form: DetailsForm) -> Series:
        home = form.wish(start=now, district=choice.district, minutes=None, amount=1)
        wish = replace(wish_of(chosen, home), monthly=chosen.price, months=chosen.cleaned_data["months"])
        return services.propose(listing, wish, actor=actor, now=now)

    return where_and_whom(request, choice.district, propose, lambda: {"listing": listing, "choice": choice, "back": back, **_shown(chosen, listing, allowed)})


@require_safe
@login_required
@never_cache
def prices(request: HttpRequest, alone: bool = False) -> HttpResponse:
    """What one's enterprise asks by the month, or who works for himself (`alone`)."""
    actor = request.actor  # type: ignore[attr-defined]
    rows, side = monthly.worth_of(monthly.sold_by(actor, alone=alone)), SIDES[alone]
    may = not alone or is_self_employed(actor)
    return render(request, "series/enterprise_monthly.html", {**side, "rows": rows, "may": may, "key": fresh_key()})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@idempotent_form
def edit(request: HttpRequest, number: int | None = None, alone: bool = False) -> HttpResponse:
    """A new monthly price, or another sum for one."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = monthly.own_price(number, actor=actor, alone=alone) if number is not None else None
    firm = row.listing.enterprise if row is not None else None if alone else admitted_of(actor, MonthlyPrice.access_resource)
    if row is None and alone and not is_self_employed(actor):
        raise NotFound
    require(actor, "create" if row is None else "update", row or MonthlyPrice(listing=nothing_of(firm, actor)))
    offers = monthly.offers_by_month(firm, now, person=actor.user_id) if row is None else [row.listing]
    initial = {"visits_a_week": 2, "minutes": 120} if row is None else _initial(row)
    form = MonthlyPriceForm(request.POST or None, offers=offers, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.write_monthly(
                firm,
                listing_id=said["listing"],
                visits_a_week=said["visits_a_week"],
                minutes=said["minutes"],
                price_fen=said["price"] or 0,
                actor=actor,
                now=now,
                row=row,
            )
        except (Invalid, Conflict) as error:
            say(form, error)
        else:
            messages.success(request, "包月价存好了，服务页上看得到。已经约好的家庭还按原来的价。")
            return redirect(SIDES[alone]["list_url"])
    return render(request, "series/enterprise_month.html", {**SIDES[alone], "form": form, "row": row, "key": fresh_key()}, status=400 if form.errors else 200)


def _initial(row: MonthlyPrice) -> dict[str, Any]:
    return {"listing": row.listing_id, "visits_a_week": row.visits_a_week, "minutes": row.minutes, "price": row.price_fen}


@require_POST
@login_required
def act(request: HttpRequest, number: int, event: str, alone: bool = False) -> HttpResponse:
    """Sell it no more, or again."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = monthly.own_price(number, actor=actor, alone=alone)
    done = {"stop": "停卖了，约好的照原来的做。", "sell": "又在卖了。"}
    if event not in done:
        raise NotFound
    attempt(request, lambda: services.sell_monthly(row, active=event == "sell", actor=actor, now=now), done[event])
    return redirect(SIDES[alone]["list_url"])

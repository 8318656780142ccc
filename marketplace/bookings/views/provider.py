"""The provider's orders: /enterprise/orders/."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.access import can, require, tenants
from core.errors import Invalid, NotFound
from core.forms import attempt
from core.paging import split
from core.states import available, steps_of
from core.texts import whole
from marketplace.bookings import services, shown
from marketplace.bookings.forms import PriceForm
from marketplace.bookings.models import Booking, Waiting
from marketplace.bookings.queries import own
from marketplace.bookings.queries.providers import of_booking, sendable
from marketplace.bookings.queries.talking import unread
from marketplace.bookings.queries.waiting import waiting_at
from marketplace.bookings.states import BookingState, TalkSide
from marketplace.workers.models import Worker

PORTAL = {"portal": "enterprise"}
TABS = [
    ("", "全部"),
    ("requested", "等接单"),
    ("assigned", "已安排"),
    ("on_the_way", "在路上"),
    ("arrived", "服务中"),
    ("done", "等确认"),
    ("confirmed", "已完成"),
]


@require_safe
@login_required
@never_cache
def queue(request: HttpRequest) -> HttpResponse:
    """The orders of one's enterprise, the latest first; what waits for an answer has its own tab."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    state = request.GET.get("state", "")
    state = state if state in BookingState.values else ""
    found = own.of_provider(actor, state=state, before=whole(request.GET.get("cursor", "")))
    page, following = split(found, own.PAGE_SIZE)
    rows = [{"row": row, "called": shown.called(row), "over": row.is_over(now)} for row in page]
    context = {**PORTAL, "rows": rows, "next": following, "tabs": TABS, "state": state, "waiting": own.waiting_for(actor, now)}
    context["in_line"] = waiting_at(tenants(actor, Waiting.access_resource, "summarise"))
    return render(request, "bookings/queue.html", context)


@require_safe
@login_required
@never_cache
def manage(request: HttpRequest, number: str) -> HttpResponse:
    """One order: take it with one of the free ones, refuse it, name another price, send somebody else."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = own.for_provider(number, actor=actor)
    over = row.is_over(now)
    moves = set() if over else {event for event, _ in available(row, actor)}
    chooses = moves & {"accept", "reassign"}
    free = sendable(row, services.free_workers(row, now=now), actor=actor) if chooses else []
    crew = shown.crew(row)
    going = {one.worker_id for one in crew}
    if len(crew) > 1 and "reassign" in chooses:
        # Of several who go one is replaced: by somebody who does not go yet.
        free = [number for number in free if number not in going]
    people = {worker.pk: worker for worker in Worker.objects.filter(pk__in=free)}
    context = {
        **PORTAL,
        "order": row,
        "over": over,
        "who": shown.coming(row),
        "crew": crew,
        "going": going,
        "quote": own.latest_quote(row),
        "free": [people[number] for number in free if number in people],
        "wanted": _wanted(request, row, people) if "reassign" in chooses else None,
        "moves": moves,
        "fee": services.withdrawal_fee(row, now=now) if "withdraw" in moves else None,
        "form": PriceForm(),
        "steps": steps_of(row, shown.STEPS),
        "checklist": row.checklist.order_by("position"),
        "unread": unread(row, TalkSide.PROVIDER),
        "dues": (dues := list(row.dues.select_related("waived_by").order_by("pk"))),
        "waivable": [due for due in dues if services.is_waivable(due)] if can(actor, "waive", row) else [],
        "others": row.alternatives if "accept" in moves else [],
        "objections": row.objections.order_by("pk"),
    }
    return render(request, "bookings/manage.html", context)


def _wanted(request: HttpRequest, row: Booking, people: dict[int, Worker]) -> dict[str, Any] | None:
    """Whom the board's dragging names (`?to=`), and what speaks against sending him; nobody where none is named or it is not one's own people."""
    number = whole(request.GET.get("to", ""))
    if number is None or not sendable(row, {number} & set(of_booking(row)), actor=request.actor):  # type: ignore[attr-defined]
        return None
    worker = people.get(number)
    reasons = [] if worker else services.against(row, number, now=clock.now())
    return {"worker": worker or Worker.objects.get(pk=number), "against": reasons, "goes": worker is None and not reasons}


@require_POST
@login_required
def act(request: HttpRequest, number: str, event: str) -> HttpResponse:
    """One of the provider's verbs."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = own.for_provider(number, actor=actor)
    note = request.POST.get("note", "")[:2000]
    verbs: dict[str, tuple[Callable[[], Any], str]] = {
        "accept": (lambda: services.accept(row, actor=actor, now=now, worker_id=_number(request, "worker")), "接下来了，家里已经收到通知。"),
        "refuse": (lambda: services.refuse(row, actor=actor, now=now, note=note), "回绝了，原因已经告诉家里。"),
        "reassign": (lambda: _reassign(request, row), "换好了，家里已经收到通知。"),
        "withdraw": (lambda: services.withdraw(row, actor=actor, now=now, note=note, fee_fen=_number(request, "fee_fen") or 0), "取消了，家里已经收到通知。"),
        "answer": (lambda: services.answer_objection(row, actor=actor, now=now, objection_id=_number(request, "objection") or 0, text=note), "答复给家里了。"),
        "quote": (lambda: _offer(request, row), "新价发给家里了，等他们定。"),
        "accept-at": (lambda: _accept_at(request, row), "按家里说的另一个时间接下来了，家里已经收到通知。"),
        "waive": (lambda: services.waive(row, due_id=_number(request, "due") or 0, actor=actor, now=now, note=note), "免了，家里已经收到通知。"),
    }
    if event not in verbs:
        raise NotFound
    attempt(request, *verbs[event])
    return redirect("bookings:provider-order", number)


def _reassign(request: HttpRequest, row: Booking) -> Booking:
    worker, leaves = _number(request, "worker") or 0, _number(request, "leaves")
    return services.reassign(row, actor=request.actor, now=clock.now(), worker_id=worker, leaves=leaves)  # type: ignore[attr-defined]


def _accept_at(request: HttpRequest, row: Booking) -> Booking:
    place = _number(request, "place")
    if place is None or place >= len(row.alternatives):
        raise Invalid(fields={"place": ["选家里写的一个时间。"]})
    return services.accept_at(row, actor=request.actor, now=clock.now(), start=row.alternatives[place])  # type: ignore[attr-defined]


def _offer(request: HttpRequest, row: Booking) -> Booking:
    require(request.actor, "accept", row)  # type: ignore[attr-defined]
    form = PriceForm(request.POST)
    if not form.is_valid():
        raise Invalid(fields={name: [str(text) for text in texts] for name, texts in form.errors.items()})
    said = form.cleaned_data
    return services.offer_price(row, actor=request.actor, now=clock.now(), price_fen=said["price"], note=said["note"])  # type: ignore[attr-defined]


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.POST.get(name, "")
    return whole(text)

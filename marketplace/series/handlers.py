"""What follows from events: notices of series and packages, and dates that follow their orders."""

from django.urls import reverse

from core import clock
from core.money import Money
from core.outbox import Delivery, on
from core.states import history_of
from core.templatetags.ui import day
from marketplace.bookings.cancelling import Asked
from marketplace.bookings.events import BOOKING_CANCELLED, BOOKING_EXPIRED, BOOKING_MISSED, BOOKING_MOVED, BOOKING_REFUSED, BOOKING_WITHDRAWN
from marketplace.bookings.models import Booking
from marketplace.bookings.states import UNDER_WAY, BookingState
from marketplace.series import services
from marketplace.series.events import PACKAGE_CHANGED, PASS_ENDING, PASS_RETURNED, PASS_TAKEN, SERIES_BILLED, SERIES_EXCEPTION
from marketplace.series.models import Package, PackagePass, PassUse, Series, SeriesDue, SeriesVisit
from marketplace.series.services.keeping import JOB, decide, locked_visit, told
from marketplace.series.states import LIVE, Fate
from marketplace.series.telling import FOR_FAMILY, FOR_PROVIDER, said_of
from members.queries import running
from notifications.services import notify


def _tell(people: list[int], title: str, body: str, url: str, *, sms: bool = False) -> None:
    if people:
        notify(user_ids=people, title=title[:120], body=body, url=url, now=clock.now(), sms=sms, actor=JOB)


@on(*sorted({*FOR_FAMILY, *FOR_PROVIDER}))
def tell(delivery: Delivery) -> None:
    """Tell the family and the provider, each in the words of its side; a date that does not fit is named."""
    row = Series.objects.with_names().filter(pk=delivery.ids["series_id"]).first()
    if row is None:
        return
    visit = SeriesVisit.objects.filter(pk=delivery.ids["visit_id"]).first() if "visit_id" in delivery.ids else None
    theirs = reverse("bookings:route") if row.provider_id else reverse("series:enterprise-one", args=[row.number])
    pages = ((FOR_FAMILY, [row.customer_id], row.get_absolute_url()), (FOR_PROVIDER, _provider(row), theirs))
    for table, people, url in pages:
        if words := table.get(delivery.event):
            title, body = said_of(row, visit, words)
            _tell(people, title, body, url, sms=words.sms)


def _provider(row: Series) -> list[int]:
    if row.provider is not None:
        return [row.provider.user_id] if row.provider.user_id else []
    return running(row.enterprise.organisation_id if row.enterprise else None, now=clock.now())


@on(BOOKING_MOVED, BOOKING_CANCELLED, BOOKING_WITHDRAWN)
def follow_order(delivery: Delivery) -> None:
    """An order of a series was changed on its own page, or given back: the date follows, and what was given back waits for the family."""
    visit = SeriesVisit.objects.select_related("series").filter(booking_id=delivery.ids["booking_id"]).first()
    if visit is None:
        return
    _, row = locked_visit(visit.series, visit.position)
    booking = Booking.objects.get(pk=delivery.ids["booking_id"])
    if row.fate != Fate.BOOKED or row.booking_id != booking.pk:
        return
    now = clock.now()
    if booking.state == BookingState.ASSIGNED:
        services.follow(row, now=now)
    elif booking.state == BookingState.CANCELLED:
        decide(row, Fate.SKIPPED, now=now, reason="在订单里取消的", kept_because=services.kept_because(row.series, row, _asked_at_end(booking)))
    elif booking.state == BookingState.WITHDRAWN:
        decide(row, Fate.EXCEPTION, now=now, reason="服务方来不了", booking=None)
        if row.series.state in LIVE:
            told(row, SERIES_EXCEPTION)


@on(BOOKING_CANCELLED, BOOKING_WITHDRAWN, BOOKING_REFUSED, BOOKING_EXPIRED, BOOKING_MISSED)
def settle_pass(delivery: Delivery) -> None:
    """An order that a package paid for has ended without a visit: put back, unless the rule would have taken a fee from the family."""
    used = PassUse.objects.select_related("booking").filter(booking_id=delivery.ids["booking_id"]).first()
    if used is not None:
        services.put_back(used, why_not=_kept(used), now=clock.now())


def _kept(used: PassUse) -> str:
    """Why a visit stays used, as the rule says at the moment at which its order ended; empty when it is put back."""
    booking = used.booking
    if booking.state == BookingState.FAMILY_MISSED:
        return "约好了家里没人"
    if booking.state != BookingState.CANCELLED or booking.ended_at is None:
        return ""
    fee = services.full_price_fee(used, booking, _asked_at_end(booking))
    return f"{fee.reason}，按规则不退" if fee.fen else ""


def _asked_at_end(booking: Booking) -> Asked:
    """What the rule of cancelling was asked when an order was cancelled."""
    last, at = history_of(booking).last(), booking.ended_at or booking.changed_at
    placed = booking.placed_at or booking.created_at
    return Asked(
        by="customer",
        action="cancel",
        minutes_left=int((booking.starts_at - at).total_seconds() // 60),
        minutes_since_placed=int((at - placed).total_seconds() // 60),
        assigned=last is not None and last.from_state in UNDER_WAY,
        late_minutes=max(0, int((at - booking.starts_at).total_seconds() // 60)),
        rate_fen=booking.rate_fen,
    )


@on(SERIES_BILLED)
def tell_of_month(delivery: Delivery) -> None:
    """Both sides of a month's due, with what was taken off, or of what was given back."""
    due = SeriesDue.objects.select_related("series").prefetch_related("lines").filter(pk=delivery.ids["due_id"]).first()
    if due is None:
        return
    row = Series.objects.with_names().get(pk=due.series_id)
    off = sum(line.visit_id is not None for line in due.lines.all())
    sum_of = Money(due.fen).yuan
    if due.kind == SeriesDue.BACK:
        title, body = f"退回 {sum_of} 元：{row.title}", f"没来的 {off} 次，按约定退给家里。"
    else:
        less = f"，减去没来的 {off} 次" if off else ""
        title, body = f"第 {due.month} 个月的月费 {sum_of} 元：{row.title}", f"{day(due.begins_on)}起的一个月{less}。"
    _tell([row.customer_id], title, body, row.get_absolute_url())
    _tell(_provider(row), title, body, reverse("series:enterprise-one", args=[row.number]))


DECIDED = {"publish": "套餐开卖了：{}", "reject": "套餐要改一下：{}", "take_down": "套餐被撤下了：{}"}


@on(PACKAGE_CHANGED)
def tell_of_package(delivery: Delivery) -> None:
    """The enterprise of what staff have decided, with the reason."""
    row = Package.objects.select_related("enterprise").filter(pk=delivery.ids["package_id"]).first()
    last = history_of(row).last() if row is not None else None
    if row is not None and last is not None and last.event in DECIDED:
        people = running(row.enterprise.organisation_id, now=clock.now())
        _tell(people, DECIDED[last.event].format(row.title), last.note or "服务页上看得到了。", reverse("series:enterprise-packages"))


@on(PASS_TAKEN, PASS_ENDING, PASS_RETURNED)
def tell_of_pass(delivery: Delivery) -> None:
    """The family of what it has and of what ends soon, the enterprise of what was taken."""
    card = PackagePass.objects.select_related("enterprise").filter(pk=delivery.ids["pass_id"]).first()
    if card is None:
        return
    if delivery.event == PASS_ENDING.name:
        _tell([card.customer_id], f"套餐快到期了：{card.title}", f"{day(card.ends_at)}前用完，还没用的到时候作废。", card.get_absolute_url(), sms=True)
        return
    if delivery.event == PASS_RETURNED.name:
        _tell([card.customer_id], f"退回套餐了：{card.title}", "那一单没有做，用掉的退回来了。", card.get_absolute_url())
        return
    _tell([card.customer_id], f"套餐可以用了：{card.title}", f"{day(card.ends_at)}前用完，约的时候选「用套餐」。", card.get_absolute_url())
    _tell(
        running(card.enterprise.organisation_id, now=clock.now()),
        f"有家庭买了套餐：{card.title}",
        "在「套餐」里看得到。",
        reverse("series:enterprise-packages"),
    )

"""Nobody pays more than he accepted (X-BK-14, PRI-06), whatever happens in whatever order; and every quote can be computed again."""

from datetime import datetime, timedelta

from hypothesis import strategies as st

from core import clock
from core.access import system_actor
from core.errors import DomainError
from marketplace.bookings import services
from marketplace.bookings.charging import total_of
from marketplace.bookings.models import Assignment, Booking, ChangeRequest, Policy, Quote
from tests.lives import lives
from tests.marketplace.bookings.factories import code_of, make_hold, make_offer, put_at, quote_total
from tests.members.factories import make_user

SYSTEM = system_actor()
EVENTS = [
    "accept_quote",
    "accept",
    "offer",
    "cancel",
    "move",
    "set_out",
    "arrive",
    "extra",
    "yes",
    "no",
    "finish",
    "confirm",
    "nobody_came",
    "nobody_home",
    "withdraw",
    "wait",
    "end",
]


def act(event: str, row: Booking, now: datetime, dice: int) -> None:
    """One try of one event, as if by somebody who may do everything; refusals are part of life."""
    if event in ("yes", "no"):
        change = ChangeRequest.objects.filter(booking=row).order_by("-pk").first()
        services.answer_extra(row, actor=SYSTEM, now=now, change_id=change.pk if change else 0, yes=event == "yes")
        return
    verbs = {
        "accept_quote": lambda: services.accept_quote(row, actor=SYSTEM, now=now, total_fen=quote_total(row)),
        "accept": lambda: services.accept(row, actor=SYSTEM, now=now),
        "offer": lambda: services.offer_price(row, actor=SYSTEM, now=now, price_fen=1 + dice, note="房子比较大。"),
        "cancel": lambda: services.cancel(row, actor=SYSTEM, now=now, fee_fen=services.cancel_fee(row, now=now).fen),
        "move": lambda: services.move_booking(row, actor=SYSTEM, now=now, start=row.starts_at + timedelta(days=1), fee_fen=services.move_fee(row, now=now).fen),
        "set_out": lambda: services.set_out(row, actor=SYSTEM, now=now),
        "arrive": lambda: services.arrive(row, actor=SYSTEM, now=now, code=code_of(row)),
        "extra": lambda: services.ask_extra(row, actor=SYSTEM, now=now, label="加擦三扇窗", fen=1 + dice),
        "finish": lambda: services.finish(row, actor=SYSTEM, now=now),
        "confirm": lambda: services.confirm(row, actor=SYSTEM, now=now),
        "nobody_came": lambda: services.report_nobody_came(row, actor=SYSTEM, now=now),
        "nobody_home": lambda: services.report_nobody_home(row, actor=SYSTEM, now=now, note="敲门没人应。"),
        "withdraw": lambda: services.withdraw(row, actor=SYSTEM, now=now, note="病了。", fee_fen=services.withdrawal_fee(row, now=now).fen),
        "end": lambda: services.end_due(actor=SYSTEM, now=now),
        "wait": lambda: None,
    }
    verbs[event]()


def check(row: Booking) -> None:
    """What holds after every step."""
    row = Booking.objects.get(pk=row.pk)
    accepted = Quote.objects.filter(booking=row, state="accepted").order_by("-version").first()
    extras = sum(ChangeRequest.objects.filter(booking=row, state="accepted").values_list("fen", flat=True))
    charged = sum(row.dues.filter(payer="customer").values_list("fen", flat=True))
    assert charged <= (accepted.total_fen if accepted else 0) + extras
    assert row.total_fen == (accepted.total_fen if accepted else 0) and row.extra_fen == extras
    for quote in Quote.objects.filter(booking=row):
        assert total_of(quote.inputs) == quote.total_fen == sum(quote.lines.values_list("fen", flat=True))
    assert Assignment.objects.filter(visit__booking=row).exclude(status="released").count() <= 1


STEPS = st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 40_000), st.sampled_from([0, 1, 20, 60, 600])), min_size=3, max_size=14)


@lives(
    10, 200, steps=STEPS, instant=st.booleans(), complexity=st.integers(5000, 20_000), price=st.integers(1, 50_000), soon=st.booleans(), code=st.integers(0, 1)
)
def test_charged_is_never_more_than_accepted(steps, instant, complexity, price, soon, code):
    policy = ["one-hour-inside-a-day", "free-until-three-hours"][code]
    rule = {"instant": instant, "complexity": complexity, "policy": Policy.objects.get(code=policy)}
    row = make_hold(make_offer(rule=rule, price_fen=price), customer=make_user())
    if soon:
        row = put_at(row, clock.now().replace(second=0, microsecond=0) + timedelta(hours=1))
    now = clock.now()
    for event, dice, minutes in [("accept_quote", 0, 0), *steps]:
        now += timedelta(minutes=minutes)
        row = Booking.objects.with_names().get(pk=row.pk)
        try:
            act(event, row, now, dice)
        except DomainError as error:
            assert error.status in (400, 404, 409, 429)
        check(row)

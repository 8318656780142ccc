"""Whatever is done to a series in whatever order: nobody is taken twice, every date is one thing, and nothing is charged beyond what was accepted."""

from datetime import timedelta
from itertools import pairwise

from django.utils import timezone
from hypothesis import strategies as st

from core import clock
from core.errors import DomainError
from core.outbox.testing import drain_all
from marketplace.bookings import services as bookings
from marketplace.bookings.charging import total_of
from marketplace.bookings.models import Assignment, Booking
from marketplace.series import services
from marketplace.series.models import Series, SeriesVisit
from marketplace.series.queries.fitting import proposals
from marketplace.series.services import NewPlan
from marketplace.series.states import STANDING, Fate
from tests.lives import lives
from tests.marketplace.bookings.factories import make_offer, make_order, service
from tests.marketplace.series.factories import SYSTEM, fresh, make_series

VERBS = ["skip", "move", "change", "pause", "resume", "answer", "job", "cancel", "withdraw", "stranger", "end", "wait"]


def act(verb: str, row: Series, now, position: int, dice: int) -> None:
    """One try of one verb, with the sums that its page shows; refusals are part of life."""
    found = SeriesVisit.objects.select_related("booking").get(series=row, position=position)
    if verb == "skip":
        services.skip_visit(row, position=position, fee_fen=services.fee_of(found, now=now), actor=SYSTEM, now=now)
    elif verb == "move":
        start = found.starts_at + timedelta(hours=dice % 7 - 3, days=dice % 3)
        services.move_visit(row, position=position, start=start, fee_fen=0, total_fen=found.fen, actor=SYSTEM, now=now)
    elif verb == "change":
        wanted = NewPlan(["weekly", "fortnightly", None][dice % 3], [dice % 7], (8 + dice % 9) * 60, None)
        seen = services.preview(row, position, wanted, now=now)
        services.change(row, position=position, wanted=wanted, total_fen=seen.after_fen, actor=SYSTEM, now=now)
        assert not seen.failing, "what the preview refuses is refused"
    elif verb == "pause":
        first = timezone.localdate(now) + timedelta(days=dice % 20)
        visits = services.touched(row, now=now, first=first, beyond=first + timedelta(days=9))
        services.pause(row, first=first, beyond=first + timedelta(days=9), fee_fen=sum(services.fees_of(visits, now=now).values()), actor=SYSTEM, now=now)
    elif verb == "resume":
        services.resume(row, actor=SYSTEM, now=now)
    elif verb == "answer":
        start = proposals(row, found, most=6, now=now).times
        services.answer_exception(row, position=position, worker_id=None, start=start[0] if start else found.starts_at, total_fen=None, actor=SYSTEM, now=now)
    elif verb == "job":
        services.book_due(now=now)
        services.turn(now=now)
    elif verb == "end" and dice % 5 == 0:
        fee = sum(services.fees_of(services.touched(row, now=now), now=now).values())
        services.end(row, fee_fen=fee, actor=SYSTEM, now=now)
    else:
        elsewhere(verb, row, found, now, dice)


def elsewhere(verb: str, row: Series, found: SeriesVisit, now, dice: int) -> None:
    """What happens to its orders on their own pages, and what others order meanwhile."""
    if verb in ("cancel", "withdraw") and found.booking is not None:
        order = Booking.objects.with_names().get(pk=found.booking_id)
        if verb == "cancel":
            bookings.cancel(order, actor=SYSTEM, now=now, fee_fen=bookings.cancel_fee(order, now=now).fen)
        else:
            bookings.withdraw(order, actor=SYSTEM, now=now, note="来不了。", fee_fen=bookings.withdrawal_fee(order, now=now).fen)
        drain_all()
    elif verb == "stranger":
        make_order(row.listing, start=found.starts_at + timedelta(hours=dice % 5), now=now)


def check(row: Series, now) -> None:
    """What holds after every step."""
    kept = list(Assignment.objects.exclude(status="released").select_related("visit__booking").order_by("worker_id", "period"))
    for one, two in pairwise(kept):
        assert one.worker_id != two.worker_id or one.period.upper <= two.period.lower
    visits = list(SeriesVisit.objects.filter(series=row).select_related("booking").order_by("position"))
    standing = [visit.planned_on for visit in visits if visit.fate in STANDING]
    assert len(standing) == len(set(standing))
    for visit in visits:
        taken = [one for one in kept if one.visit and one.visit.booking_id == visit.booking_id] if visit.booking_id else []
        assert visit.fate in Fate.values
        if visit.fate == Fate.BOOKED:
            assert visit.booking.starts_at == visit.starts_at and visit.booking.total_fen == visit.fen == total_of(visit.inputs) and len(taken) == 1
            assert timezone.localdate(visit.starts_at) == visit.planned_on
        else:
            assert not taken
    for order in Booking.objects.filter(series_order__visit__series=row):
        charged = sum(order.dues.filter(payer="customer").values_list("fen", flat=True))
        accepted = order.quotes.filter(state="accepted").order_by("-version")[0].total_fen
        assert charged <= accepted == order.total_fen
    stranded = Assignment.objects.filter(visit__booking__series_order__visit__series=row, status="fixed").exclude(
        visit__booking__series_visit__fate=Fate.BOOKED
    )
    assert not stranded.exists()


STEPS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(1, 6), st.integers(0, 400), st.sampled_from([0, 0, 30, 900, 4000])), min_size=3, max_size=8)


@lives(6, 200, steps=STEPS, workers=st.integers(1, 2), same=st.booleans())
def test_random_lives_of_a_series(steps, workers, same):
    offer = make_offer(service_type=service("hourly-worker"), workers=workers)
    row, now = make_series(offer, visits=6, first=1, same_worker=same, holidays="keep"), clock.now()
    check(row, now)
    for verb, position, dice, minutes in steps:
        now += timedelta(minutes=minutes)
        try:
            act(verb, fresh(row), now, position, dice)
        except DomainError as error:
            assert error.status in (400, 404, 409)
        check(row, now)
    drain_all()
    check(row, now)

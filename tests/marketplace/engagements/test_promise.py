"""Nobody pays more than he accepted, whatever happens in whatever order; and nobody's days are two families' (X-BK-11, PRI-04)."""

from datetime import datetime, timedelta

from django.utils import timezone
from hypothesis import strategies as st

from core import clock
from core.access import system_actor
from core.errors import DomainError
from marketplace.bookings.models import Assignment
from marketplace.engagements import services
from marketplace.engagements.models import Engagement, EngagementQuote, HomeAssessment, Period, Substitute
from marketplace.engagements.queries.contracts import latest
from marketplace.engagements.services.contracting import FAMILY, PROVIDER, write_signature
from marketplace.engagements.services.quoting import open_quote
from marketplace.engagements.terms import total_of
from tests.lives import lives
from tests.marketplace.engagements.factories import make_long_offer, make_signing
from tests.members.factories import make_user

SYSTEM = system_actor()
EVENTS = ["sign", "begin", "keep", "end", "cancel", "withdraw", "replace", "accept", "give_up", "extend", "yes", "no", "turn", "turn", "turn", "look", "seen"]


def act(event: str, row: Engagement, now: datetime, dice: int) -> None:
    """One try of one event, as if by somebody who may do everything; refusals are part of life."""
    today = timezone.localdate(now)
    search = Substitute.objects.open().filter(engagement=row).first()
    last = today + timedelta(days=dice % 9)
    verbs = {
        "sign": lambda: sign(row, now),
        "begin": lambda: services.begin(row, actor=SYSTEM, now=now, code=row.code),
        "keep": lambda: services.keep(row, actor=SYSTEM, now=now),
        "end": lambda: services.end(row, last_day=last, fee_fen=services.ending_fee(row, last_day=last, now=now).fen, actor=SYSTEM, now=now),
        "cancel": lambda: services.cancel(row, fee_fen=services.cancel_fee(row, now=now).fen, actor=SYSTEM, now=now),
        "withdraw": lambda: services.withdraw(row, fee_fen=services.withdrawal_fee(row, now=now).fen, actor=SYSTEM, now=now, note="家里有事。"),
        "replace": lambda: services.ask_replacement(row, actor=SYSTEM, now=now, note="想换一位。"),
        "accept": lambda: services.accept_substitute(search, actor=SYSTEM, now=now) if search else None,
        "give_up": lambda: services.give_up(search, actor=SYSTEM, now=now) if search else None,
        "extend": lambda: services.ask_extension(row, units=1 + dice % 2, total_fen=row.unit_fen * (1 + dice % 2), actor=SYSTEM, now=now),
        "yes": lambda: services.answer_extension(row, yes=True, actor=SYSTEM, now=now),
        "no": lambda: services.answer_extension(row, yes=False, actor=SYSTEM, now=now),
        "turn": lambda: services.turn_days(actor=SYSTEM, now=now),
        "look": lambda: services.ask_assessment(row, wanted_at=_whole(now), fee_fen=row.terms["assessment_fen"], actor=SYSTEM, now=now),
        "seen": lambda: services.cancel_assessment(HomeAssessment.objects.filter(engagement=row).latest("pk"), actor=SYSTEM, now=now),
    }
    verbs[event]()


def _whole(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0) + timedelta(days=1)


def sign(row: Engagement, now: datetime) -> None:
    """The family has signed; the provider does now."""
    contract = latest(row)
    if contract is not None and not contract.signatures.filter(side=FAMILY).exists():
        write_signature(contract, FAMILY, actor=SYSTEM, now=now, how="tap")
    if contract is not None and not contract.signatures.filter(side=PROVIDER).exists():
        services.sign(contract, actor=SYSTEM, now=now, digest=contract.digest)


def check(number: int) -> None:
    """What holds after every step."""
    row = Engagement.objects.get(pk=number)
    accepted = sum(EngagementQuote.objects.filter(engagement=row, state="accepted").values_list("total_fen", flat=True))
    charged = sum(row.dues.filter(payer="customer").values_list("fen", flat=True))
    assert charged <= accepted + row.assessed_fen and row.total_fen in (accepted, 0)
    for quote in EngagementQuote.objects.filter(engagement=row):
        assert total_of(quote.inputs) == quote.total_fen == sum(line["fen"] for line in quote.lines)
    for period in Period.objects.filter(engagement=row, closed_at__isnull=False):
        assert 0 <= period.owed_fen <= period.fen
    of_firm = Assignment.objects.filter(worker__enterprise_id=row.enterprise_id)
    kept = of_firm.exclude(status="released").count()
    assert kept <= 3, "whoever is there, a substitute, and an extension"
    if row.state in ("done", "ended", "withdrawn", "cancelled", "expired"):
        assert not Period.objects.filter(engagement=row, closed_at=None).exists()
        assert not of_firm.filter(status__in=["held", "reserved"]).exists() and open_quote(row) is None


STEPS = st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 40), st.sampled_from([0, 0, 1, 2, 5, 13, 31])), min_size=4, max_size=16)


@lives(6, 200, steps=STEPS, code=st.sampled_from(["newborn-care", "infant-care", "elder-rehab-nursing"]), units=st.integers(1, 3), extra=st.integers(0, 50_000))
def test_charged_is_never_more_than_accepted(steps, code, units, extra):
    extras = ({"label": "接送路费", "fen": extra},) if extra else ()
    offer = make_long_offer(people=2, code=code)
    row = make_signing(offer, customer=make_user(), units=units, extras=extras, first=timezone.localdate(clock.now()) + timedelta(days=2))
    now = clock.now()
    for event, dice, days in [("sign", 0, 0), ("begin", 0, 2), *steps]:
        now += timedelta(days=days)
        row = Engagement.objects.with_names().get(pk=row.pk)
        try:
            act(event, row, now, dice)
        except (DomainError, HomeAssessment.DoesNotExist) as error:
            assert getattr(error, "status", 404) in (400, 403, 404, 409, 429), error
        check(row.pk)

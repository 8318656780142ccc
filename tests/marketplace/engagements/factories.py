"""Engagements in every state, through the services, for tests."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from core import clock
from core.access import Actor, system_actor
from marketplace.bookings.services import Contact
from marketplace.catalog.models import ServiceType
from marketplace.engagements import services
from marketplace.engagements.models import Candidate, Contract, Engagement, EngagementQuote, Stay
from marketplace.engagements.queries.contracts import latest
from marketplace.engagements.services import Wish
from marketplace.engagements.services.days import refusals, window
from marketplace.enterprises.models import Enterprise
from marketplace.listings.models import Listing
from marketplace.workers.models import Worker
from members.models import User
from tests.marketplace.bookings.factories import make_worker, service
from tests.marketplace.factories import district, make_enterprise, make_listing, unit
from tests.members.factories import actor_for, make_user, put_on_duty

PRICE = 1_560_000
MATRON = "newborn-care"
NANNY = "infant-care"


def matron_service() -> ServiceType:
    """月嫂: by 26 days."""
    return service(MATRON)


def days_from_now(days: int) -> date:
    """A day of the city."""
    return timezone.localdate(clock.now()) + timedelta(days=days)


def make_nurse(enterprise: Enterprise | None = None, *, kind: ServiceType | None = None, **fields: Any) -> Worker:
    """Somebody who lives in, with every paper."""
    return make_worker(enterprise=enterprise, skills=(kind or matron_service(),), **{"lives_in": True, **fields})


def make_long_offer(*, people: int = 1, enterprise: Enterprise | None = None, code: str = MATRON, **fields: Any) -> Listing:
    """An offer by 26 days or by the month, of an enterprise with so many people for it."""
    kind = service(code)
    firm = enterprise or make_enterprise()
    for _ in range(people):
        make_nurse(firm, kind=kind)
    label = {"term26": "元/26 天", "month": "元/月", "day": "元/天"}[kind.engagement_rule.basis]
    values = {"category": kind.category, "service_type": kind, "unit": unit(label), "price_fen": PRICE, "title": "金牌月嫂，26 天住家", **fields}
    return make_listing(enterprise=firm, **values)


def long_wish(listing: Listing | None = None, **overrides: Any) -> Wish:
    """What a family wants: from in forty days on, one unit, in 朝阳区."""
    contact = Contact("陈女士", "13800000102", "望京西园四区 12 号楼 3 单元 501")
    kind = listing.service_type if listing else matron_service()
    return Wish(**({"service_type": kind, "listing": listing, "first": days_from_now(40), "units": 1, "district": district(), "contact": contact} | overrides))


def make_ask(listing: Listing | None = None, *, customer: User | None = None, open_to_all: bool = False, **overrides: Any) -> Engagement:
    """A family asks: of the provider of an offer, or of everybody."""
    offer = None if open_to_all else listing or make_long_offer()
    return services.ask(long_wish(offer, **overrides), actor=actor_for(customer or make_user()), now=clock.now())


def propose_all(row: Engagement, *, unit_fen: int = PRICE, extras: tuple = ()) -> list[Candidate]:
    """The provider proposes everybody whom it has and who is free."""
    people = list(Worker.objects.filter(enterprise=row.enterprise, skills__service_type=row.service_type).order_by("pk"))
    first, beyond = window(row)
    reasons = refusals(row, [one.pk for one in people], first, beyond, now=clock.now())
    people = [one for one in people if not reasons[one.pk]]
    return [
        services.propose(row, worker_id=one.pk, unit_fen=unit_fen, extras=extras, note="带过三十多个宝宝。", actor=owner_of(row), now=clock.now())
        for one in people
    ]


def make_chosen(listing: Listing | None = None, *, customer: User | None = None, extras: tuple = (), **overrides: Any) -> Engagement:
    """Somebody has been chosen; the price waits."""
    row = make_ask(listing, customer=customer, **overrides)
    first = propose_all(row, extras=extras)[0]
    services.choose(row, candidate_id=first.pk, actor=family_of(row), now=clock.now())
    return fresh(row)


def make_signing(listing: Listing | None = None, **options: Any) -> Engagement:
    """The price is accepted; the contract waits."""
    row = make_chosen(listing, **options)
    services.agree(row, total_fen=open_total(row), actor=family_of(row), now=clock.now())
    return fresh(row)


def make_signed(listing: Listing | None = None, **options: Any) -> Engagement:
    """Both have signed."""
    return sign_both(make_signing(listing, **options))


def sign_both(row: Engagement) -> Engagement:
    """Both sides accept the newest version."""
    for actor in (family_of(row), owner_of(row)):
        contract = contract_of(row)
        services.sign(contract, actor=actor, now=clock.now(), digest=contract.digest)
    return fresh(row)


def make_begun(listing: Listing | None = None, **options: Any) -> Engagement:
    """The first day: it is in its trial."""
    return begin_at(make_signed(listing, **options))


def begin_at(row: Engagement, *, late: int = 0) -> Engagement:
    """Somebody comes on the first day, or so many days later."""
    services.begin(row, actor=owner_of(row), now=noon(row.starts_on + timedelta(days=late)), code=row.code)
    return fresh(row)


def make_active(listing: Listing | None = None, **options: Any) -> Engagement:
    """The family is content on the first day."""
    row = make_begun(listing, **options)
    services.keep(row, actor=family_of(row), now=noon(row.starts_on))
    return fresh(row)


def noon(day: date) -> Any:
    """The middle of a day of the city."""
    return clock.midnight(day) + timedelta(hours=12)


def fresh(row: Engagement) -> Engagement:
    """As it is now."""
    return Engagement.objects.with_names().get(pk=row.pk)


def stay(row: Engagement) -> Stay:
    """Whose days they are."""
    return Stay.objects.select_related("worker", "assignment").get(engagement=row, left_at=None)


def open_total(row: Engagement) -> int:
    """What the open quote says."""
    return EngagementQuote.objects.filter(engagement=row, state="offered").get().total_fen


def contract_of(row: Any) -> Contract:
    """The newest version."""
    found = latest(row)
    assert found is not None
    return found


def family_of(row: Engagement) -> Actor:
    """The family."""
    return actor_for(row.customer)


def owner_of(row: Any) -> Actor:
    """The enterprise's owner."""
    assert row.enterprise is not None
    return actor_for(row.enterprise.applicant) if row.enterprise.applicant else system_actor()


def nurse_of(row: Engagement) -> Actor:
    """Whoever is there, with an account of his own."""
    worker = stay(row).worker
    if worker.user is None:
        worker.user = put_on_duty(make_user(name=worker.called), "worker", worker.enterprise.organisation if worker.enterprise else None)
        worker.save(update_fields=["user"])
    row.__dict__.pop("there", None)
    return actor_for(worker.user)

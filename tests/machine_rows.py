"""For each state machine a row in any state, as small as the database allows."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from cms.storefronts.models import Storefront, StorefrontIndexPage, StorefrontPage
from core.encryption import blind_index
from core.models import District, Unit
from dispatch.accidents.models import Case
from dispatch.followups.models import FollowUp
from dispatch.intake.models import Call
from dispatch.urgent.models import Incident, UrgentOrder
from marketplace.bookings.models import Booking, Visit, Waiting
from marketplace.catalog.models import Category, ServiceType
from marketplace.engagements.models import Engagement, HomeAssessment, Substitute
from marketplace.enterprises.models import Agreement, Enterprise, Outlet
from marketplace.insurance.models import InsurancePolicy, Insurer
from marketplace.listings.models import Enquiry, Listing
from marketplace.ratings.models import Rating
from marketplace.realname.models import RealName
from marketplace.recruitment.models import Application, JobPosting
from marketplace.series.models import Package, PackagePass, Series
from marketplace.warranty.models import Redo
from marketplace.workers.models import PaperKind, Worker
from tests.cms.bulletins.factories import make_bulletin
from tests.dispatch.factories import make_enquiry_ticket, make_feedback
from tests.dispatch.flags.factories import make_flag
from tests.marketplace.enterprises.factories import make_agreement, make_outlet
from tests.marketplace.realname.factories import make_name
from tests.marketplace.workers.factories import make_worker
from tests.members.factories import make_organisation, make_user

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def enterprise(state: str) -> Enterprise:
    """An enterprise with everything that an application needs."""
    return Enterprise.objects.create(
        organisation=make_organisation(),
        applicant=make_user(),
        legal_name="北京净禾家政服务有限公司",
        licence_no="91110105MA0YK4T7X1",
        district=District.objects.get(code="110105"),
        state=state,
        created_at=NOW,
        changed_at=NOW,
        applied_at=NOW,
        approved_at=NOW,
    )


def listing(state: str) -> Listing:
    """An offer by a member."""
    return Listing.objects.create(
        side="offer",
        author=make_user(),
        category=Category.objects.get(code="cleaning-home"),
        title="两居室日常保洁",
        description="带工具，三小时做完。",
        district=District.objects.get(code="110105"),
        unit=Unit.objects.get(code="hour"),
        price_fen=5000,
        state=state,
        created_at=NOW,
        changed_at=NOW,
        published_at=NOW,
        expires_at=NOW + timedelta(days=60),
    )


def enquiry(state: str) -> Enquiry:
    """A conversation about a published offer."""
    return Enquiry.objects.create(listing=listing("published"), asker=make_user(), state=state, created_at=NOW, last_at=NOW)


def job_posting(state: str) -> JobPosting:
    """A posting of an admitted enterprise."""
    return JobPosting.objects.create(
        enterprise=enterprise("approved"),
        category=Category.objects.get(code="cleaning-home"),
        title="日常保洁员",
        description="两小时日常保洁，一天三到四家。",
        district=District.objects.get(code="110105"),
        unit=Unit.objects.get(code="month"),
        pay_min_fen=600_000,
        pay_max_fen=800_000,
        state=state,
        created_at=NOW,
        changed_at=NOW,
        published_at=NOW,
        expires_at=NOW + timedelta(days=60),
    )


def job_application(state: str) -> Application:
    """An application for a published posting."""
    said = {"name": "李秀英", "phone": "13800000105", "consent": "同意"}
    return Application.objects.create(job=job_posting("published"), applicant=make_user(), state=state, created_at=NOW, **said)


def worker(state: str) -> Worker:
    """Somebody who works for himself."""
    return make_worker(state=state, vetted=False)


def consultation(state: str) -> Any:
    """A question about nothing in particular."""
    return make_enquiry_ticket(state=state)


def feedback(state: str) -> Any:
    """A piece of feedback by nobody that we know."""
    return make_feedback(state=state)


def storefront(state: str) -> Storefront:
    """A storefront without sections, with a version in review where the state needs one."""
    firm = enterprise("approved")
    page = StorefrontIndexPage.objects.get().add_child(instance=StorefrontPage(title="净禾家政", slug=str(firm.pk), enterprise=firm))
    return Storefront.objects.create(page=page, state=state, revision_id=page.save_revision().pk, go_live_at=NOW, changed_at=NOW)


def agreement(state: str) -> Agreement:
    """An agreement with an admitted enterprise, for the year."""
    return make_agreement(enterprise("approved"), state=state)


def outlet(state: str) -> Outlet:
    """An outlet of an admitted enterprise."""
    return make_outlet(enterprise("approved"), state=state)


def bulletin(state: str) -> Any:
    """A member's notice on the board."""
    return make_bulletin(state=state)


def flag(state: str) -> Any:
    """A report of an offer."""
    return make_flag(listing=listing("published"), state=state)


def booking(state: str) -> Booking:
    """An order with an admitted enterprise, with its visit and without anybody's time."""
    row = Booking.objects.create(
        number="261122000001",
        state=state,
        until=NOW + timedelta(hours=1) if state in ("held", "requested", "quoted") else None,
        customer=make_user(),
        service_type=ServiceType.objects.get(code="cleaning-everyday"),
        enterprise=enterprise("approved"),
        title="两居室日常保洁",
        contact_name="陈女士",
        phone="13800000102",
        address="望京西园四区 12 号楼 501",
        district=District.objects.get(code="110105"),
        starts_at=NOW + timedelta(days=2),
        minutes=120,
        created_at=NOW,
        changed_at=NOW,
    )
    Visit.objects.create(booking=row, starts_at=row.starts_at, minutes=row.minutes, code="2580")
    return row


def rating(state: str) -> Rating:
    """A rating of a finished order."""
    order = booking("confirmed")
    return Rating.objects.create(
        booking=order,
        author=order.customer,
        enterprise=order.enterprise,
        service_type=order.service_type,
        district=order.district,
        state=state,
        score=4,
        text="窗槽都擦到了。",
        blind_until=NOW + timedelta(days=10) if state == "pending" else None,
        created_at=NOW,
    )


def call(state: str) -> Call:
    """A telephone call."""
    answered = state in ("answered", "ended")
    return Call.objects.create(
        phone="13800138000",
        phone_index=blind_index("intake.phone", "13800138000"),
        provider="simulator",
        provider_id=uuid.uuid4().hex,
        state=state,
        started_at=NOW,
        operator=make_user() if answered else None,
        answered_at=NOW if answered else None,
    )


def urgent(state: str) -> UrgentOrder:
    """A burst pipe; with its order where somebody has taken it."""
    kind = Incident.objects.get(code="burst-pipe")
    return UrgentOrder.objects.create(
        number="J26112200001",
        state=state,
        customer=make_user(),
        incident=kind,
        service_type=kind.service_type,
        contact_name="陈女士",
        phone="13800000102",
        address="望京西园四区 12 号楼 501",
        district=District.objects.get(code="110105"),
        lat=39.99,
        lng=116.47,
        minutes=60,
        inputs={},
        total_fen=13000,
        created_at=NOW,
        agreed_at=NOW,
        until=NOW + timedelta(minutes=3),
        taken_at=NOW,
        booking=booking("assigned"),
    )


def engagement(state: str) -> Engagement:
    """An engagement with an admitted enterprise, without anybody's days."""
    return Engagement.objects.create(
        number="L26112200001",
        state=state,
        until=NOW + timedelta(hours=1),
        customer=make_user(),
        service_type=ServiceType.objects.get(code="newborn-care"),
        enterprise=enterprise("approved"),
        title="金牌月嫂，26 天住家",
        contact_name="陈女士",
        phone="13800000102",
        address="望京西园四区 12 号楼 501",
        district=District.objects.get(code="110105"),
        basis="term26",
        units=1,
        starts_on=(NOW + timedelta(days=20)).date(),
        ends_on=(NOW + timedelta(days=46)).date(),
        code="2580",
        created_at=NOW,
        changed_at=NOW,
    )


def home_assessment(state: str) -> HomeAssessment:
    """A visit to look at a home."""
    row = engagement("quoted")
    at = NOW + timedelta(days=2)
    return HomeAssessment.objects.create(
        engagement=row, state=state, wanted_at=at, starts_at=at, minutes=60, assessor=make_worker(vetted=False), created_at=NOW
    )


def substitute(state: str) -> Substitute:
    """A search for somebody else, with somebody."""
    who = {"old_worker": make_worker(vetted=False), "worker": make_worker(vetted=False)}
    return Substitute.objects.create(engagement=engagement("active"), state=state, reason="off", until=NOW + timedelta(days=1), created_at=NOW, **who)


def follow_up(state: str) -> FollowUp:
    """The question on the day after a finished order."""
    order = booking("confirmed")
    return FollowUp.objects.create(booking=order, day=1, due_on=NOW.date(), state=state, result="good", closed_at=NOW, created_at=NOW)


def accident(state: str) -> Case:
    """A broken vase."""
    values = {"owner": make_user(), "deadline": NOW + timedelta(days=3), "closing": "照价赔了。", "closed_at": NOW}
    said = {"number": "S26112200001", "side": "family", "harm": "thing", "what": "花瓶碰碎了。"}
    return Case.objects.create(booking=booking("done"), state=state, created_at=NOW, **said, **values)


def series(state: str) -> Series:
    """A series of an admitted enterprise, without dates."""
    offer = listing("published")
    return Series.objects.create(
        number="D26112200000001",
        state=state,
        until=NOW + timedelta(hours=1),
        customer=make_user(),
        listing=offer,
        service_type=ServiceType.objects.get(code="cleaning-regular"),
        enterprise=enterprise("approved"),
        title="定期保洁，固定阿姨",
        contact_name="陈女士",
        phone="13800000102",
        address="望京西园四区 12 号楼 501",
        district=District.objects.get(code="110105"),
        rhythm="weekly",
        weekdays=[1],
        first_on=NOW.date(),
        wanted_visits=4,
        starts_minute=600,
        minutes=120,
        inputs={},
        terms={},
        created_at=NOW,
        changed_at=NOW,
    )


def package(state: str) -> Package:
    """Ten visits of an admitted enterprise."""
    firm = enterprise("approved")
    return Package.objects.create(
        enterprise=firm, state=state, title="日常保洁 10 次卡", amount=10, price_fen=100_000, valid_days=180, created_at=NOW, changed_at=NOW
    )


def package_pass(state: str) -> PackagePass:
    """A package that somebody has."""
    row = package("published")
    ends = NOW + timedelta(days=180)
    known = {"title": row.title, "unit": "visit", "amount": 10, "left": 10, "minutes": 120, "price_fen": row.price_fen}
    return PackagePass.objects.create(
        number="T26112200000001", package=row, customer=make_user(), enterprise=row.enterprise, state=state, taken_at=NOW, ends_at=ends, **known
    )


def waiting(state: str) -> Waiting:
    """Somebody in the line of a service."""
    return Waiting.objects.create(
        state=state,
        customer=make_user(),
        service_type=ServiceType.objects.get(code="cleaning-regular"),
        contact_name="陈女士",
        phone="13800000102",
        address="望京西园四区 12 号楼 501",
        district=District.objects.get(code="110105"),
        minutes=120,
        first_day=NOW.date(),
        last_day=NOW.date(),
        from_minute=540,
        to_minute=1080,
        joined_at=NOW,
    )


def real_name(state: str) -> RealName:
    """A member's name with a number that nobody else has."""
    return make_name(state=state)


def booking_of_the_same(number: str) -> Booking:
    """A second order beside the one there is."""
    row = Booking.objects.get()
    row.pk, row.number, row.state = None, number, "assigned"
    row.save(force_insert=True)
    return row


def redo(state: str) -> Redo:
    """An order that is done again."""
    first, again = booking("confirmed"), booking_of_the_same("261122000002")
    return Redo.objects.create(first=first, booking=again, state=state, reason="窗槽里还是黑的。", created_at=NOW, changed_at=NOW)


def insurance_policy(state: str) -> InsurancePolicy:
    """A year of liability insurance of an admitted enterprise."""
    insurer, _ = Insurer.objects.get_or_create(name="安心财产保险")
    days = {"starts_on": NOW.date(), "ends_on": NOW.date() + timedelta(days=364)}
    known = {"kind": PaperKind.objects.get(code="liability-insurance"), "number": "PZ2026000001", "sum_fen": 50_000_000, "created_at": NOW}
    return InsurancePolicy.objects.create(insurer=insurer, enterprise=enterprise("approved"), state=state, **days, **known)


ROWS: dict[str, Callable[[str], Any]] = {
    "enterprise": enterprise,
    "listing": listing,
    "enquiry": enquiry,
    "job_posting": job_posting,
    "job_application": job_application,
    "worker": worker,
    "consultation": consultation,
    "feedback": feedback,
    "agreement": agreement,
    "outlet": outlet,
    "storefront": storefront,
    "flag": flag,
    "bulletin": bulletin,
    "booking": booking,
    "rating": rating,
    "call": call,
    "urgent": urgent,
    "follow_up": follow_up,
    "accident": accident,
    "engagement": engagement,
    "home_assessment": home_assessment,
    "substitute": substitute,
    "series": series,
    "package": package,
    "package_pass": package_pass,
    "real_name": real_name,
    "waiting": waiting,
    "redo": redo,
    "insurance_policy": insurance_policy,
}

"""What follows from events: notices, and the search for somebody else when somebody has fallen out."""

from collections.abc import Iterable

from django.urls import reverse

from core import clock
from core.access import system_actor
from core.outbox import Delivery, on
from marketplace.bookings.events import BOOKING_CANCELLED, BOOKING_MOVED, BOOKING_REASSIGNED, BOOKING_WITHDRAWN
from marketplace.bookings.models import Booking
from marketplace.bookings.states import AssignmentStatus
from marketplace.engagements import services
from marketplace.engagements.events import (
    ASSESSMENT_ASKED,
    ASSESSMENT_ENDED,
    ASSESSMENT_PLANNED,
    CARE_WRITTEN,
    SUBSTITUTE_ENDED,
    SUBSTITUTE_LOOKING,
    SUBSTITUTE_OFFERED,
)
from marketplace.engagements.models import CareEntry, Deal, Engagement, HomeAssessment, Stay, Substitute, named
from marketplace.engagements.states import SubstituteState
from marketplace.engagements.telling import FOR_FAMILY, FOR_PROVIDER, FOR_WORKER, said_of
from marketplace.workers.events import PAPER_EXPIRING, WORKER_CALENDAR_CHANGED, WORKER_CHANGED, WORKER_WITHDRAWN
from members.queries import running
from notifications.services import notify

EVENTS = sorted({*FOR_FAMILY, *FOR_PROVIDER, *FOR_WORKER})
JOB = system_actor("job", "住家和长期服务")


def _tell(people: Iterable[int], title: str, body: str, url: str, *, sms: bool = False) -> None:
    if found := list(people):
        notify(user_ids=found, title=title[:120], body=body, url=url, now=clock.now(), sms=sms, actor=JOB)


@on(*EVENTS)
def tell(delivery: Delivery) -> None:
    """Tell the family, the provider and whoever is there, each in the words of its side."""
    row = Engagement.objects.with_names().filter(pk=delivery.ids["engagement_id"]).first()
    if row is None:
        return
    for table, people, url in (
        (FOR_FAMILY, [row.customer_id], reverse("engagements:engagement", args=[row.number])),
        (FOR_PROVIDER, _provider(row), _providers_page(row)),
        (FOR_WORKER, _workers(row), reverse("engagements:worker-engagement", args=[row.number])),
    ):
        if words := table.get(delivery.event):
            title, body = said_of(row, words)
            _tell(people, title, body, url, sms=words.sms)


def _provider(deal: Deal) -> list[int]:
    if deal.provider is not None:
        return [deal.provider.user_id] if deal.provider.user_id else []
    return running(deal.enterprise.organisation_id if deal.enterprise else None, now=clock.now())


def _providers_page(row: Engagement) -> str:
    return reverse("engagements:worker-engagement" if row.provider_id else "engagements:enterprise-engagement", args=[row.number])


def _workers(row: Engagement) -> list[int]:
    stays = Stay.objects.filter(engagement=row, left_at=None, assignment__status=AssignmentStatus.FIXED, worker__user__isnull=False)
    mine = row.provider.user_id if row.provider else None
    return [number for number in stays.values_list("worker__user_id", flat=True) if number != mine]


@on(ASSESSMENT_ASKED, ASSESSMENT_PLANNED, ASSESSMENT_ENDED)
def tell_of_assessment(delivery: Delivery) -> None:
    """The provider of a wish, the family and the assessor of a plan, the family of what was seen."""
    row = HomeAssessment.objects.select_related("engagement__enterprise", "engagement__provider", "assessor").filter(pk=delivery.ids["assessment_id"]).first()
    if row is None:
        return
    url, title = reverse("engagements:assessment", args=[row.pk]), row.engagement.title
    if delivery.event == ASSESSMENT_ASKED.name:
        _tell(_provider(row.engagement), f"想请人上门看看：{title}", "安排一位评估员，约个时间。", url, sms=True)
        return
    words = {"planned": "约好了，评估员会去。", "done": "评估完了，看看结果。", "refused": "服务方安排不了。", "cancelled": "这次评估取消了。"}
    _tell([row.engagement.customer_id], f"上门评估：{title}", words.get(row.state, ""), url)
    if row.assessor is not None and row.assessor.user_id and row.state in ("planned", "cancelled"):
        _tell([row.assessor.user_id], f"上门评估：{title}", "派你去看一户，时间在里面。" if row.state == "planned" else "这一户不用去了。", url, sms=True)


@on(SUBSTITUTE_LOOKING, SUBSTITUTE_OFFERED, SUBSTITUTE_ENDED)
def tell_of_substitute(delivery: Delivery) -> None:
    """The family of whoever is proposed, the provider while there is nobody, whoever goes once it is settled is told by his order."""
    row = Substitute.objects.select_related("booking__enterprise", "booking__provider", "engagement__enterprise", "engagement__provider", "worker").filter(
        pk=delivery.ids["substitute_id"]
    )
    found = row.first()
    if found is None:
        return
    deal = found.deal
    if delivery.event == SUBSTITUTE_OFFERED.name and found.state == SubstituteState.OFFERED and found.worker is not None:
        body = f"{found.detail}。{found.worker.called}可以来，价格不比原来高，换不换由你定。"
        _tell([deal.customer_id], f"换一位来，好不好：{deal.title}", body, deal.get_absolute_url(), sms=True)
    elif delivery.event == SUBSTITUTE_LOOKING.name and found.state == SubstituteState.LOOKING:
        _tell([deal.customer_id], f"正在找替补：{deal.title}", f"{found.detail}。不想等，可以免费取消。", deal.get_absolute_url(), sms=True)
        if deal.enterprise is not None:
            _tell(_provider(deal), f"要找替补：{deal.title}", f"{found.detail}。没有自动找到合适的人，提一位。", reverse("engagements:substitutes"), sms=True)
    elif delivery.event == SUBSTITUTE_ENDED.name and found.state == SubstituteState.EXPIRED:
        _tell([deal.customer_id], f"替补没定下来：{deal.title}", "过了时间没有答复。", deal.get_absolute_url())


@on(CARE_WRITTEN)
def tell_of_care(delivery: Delivery) -> None:
    """The family, of the first entry of a day."""
    row = CareEntry.objects.select_related("booking", "engagement", "worker").filter(pk=delivery.ids["entry_id"]).first()
    if row is None or CareEntry.objects.filter(**named(row.deal), day=row.day, pk__lt=row.pk).exists():
        return
    name = "engagements:order-care" if row.booking_id else "engagements:care"
    _tell([row.deal.customer_id], f"今天的照护记录：{row.deal.title}", "打开看看今天怎么样。", reverse(name, args=[row.deal.number]))


@on(WORKER_CHANGED, WORKER_WITHDRAWN, WORKER_CALENDAR_CHANGED, PAPER_EXPIRING)
def watch(delivery: Delivery) -> None:
    """Somebody's file, papers or days have changed: whatever counts on him is looked at (X-BK-15)."""
    services.watch_worker(delivery.ids["worker_id"], now=clock.now())


@on(BOOKING_MOVED, BOOKING_REASSIGNED, BOOKING_CANCELLED, BOOKING_WITHDRAWN)
def look_again(delivery: Delivery) -> None:
    """An order has changed: a search for it may not be needed any more."""
    booking = Booking.objects.filter(pk=delivery.ids["booking_id"]).first()
    if booking is not None:
        for found in Substitute.objects.open().filter(booking=booking):
            services.review(found, now=clock.now())

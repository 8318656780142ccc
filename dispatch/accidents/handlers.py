"""Who is told: those who make somebody responsible, whoever becomes it, the family and the provider how it goes."""

from django.urls import reverse

from core import clock
from core.access import system_actor
from core.outbox import Delivery, on
from dispatch.accidents.events import ACCIDENT_ASSIGNED, ACCIDENT_CLOSED, ACCIDENT_REPORTED
from dispatch.accidents.models import Case
from members.queries import running, with_role
from members.roles import Role
from notifications.services import notify


def _case(delivery: Delivery) -> Case | None:
    return Case.objects.with_names().filter(pk=delivery.ids["case_id"]).first()


def _tell(people: list[int], title: str, body: str, url: str, *, sms: bool = False) -> None:
    if people:
        notify(user_ids=people, title=title[:120], body=body, url=url, now=clock.now(), sms=sms, actor=system_actor("job", "意外处理"))


def _provider(row: Case) -> list[int]:
    place = row.booking.enterprise.organisation_id if row.booking.enterprise else None
    return running(place, now=clock.now()) if place else []


@on(ACCIDENT_REPORTED)
def tell_staff(delivery: Delivery) -> None:
    """Dispatchers and quality, at once; the provider reads it on the order."""
    if row := _case(delivery):
        people = sorted({*with_role(Role.DISPATCHER, now=clock.now()), *with_role(Role.QUALITY, now=clock.now())})
        title = f"报了意外：{row.booking.title}"
        _tell(people, title, f"{row.get_harm_display()}。先指定负责人。", reverse("dispatch_accident", args=[row.number]), sms=row.harm == "person")
        _tell(_provider(row), title, f"{row.get_harm_display()}。网络中心会联系你们。", reverse("accidents:provider", args=[row.booking.number]))


@on(ACCIDENT_ASSIGNED)
def tell_owner(delivery: Delivery) -> None:
    """Whoever is responsible, and the family who it is."""
    row = _case(delivery)
    if row is None or row.owner is None:
        return
    _tell([row.owner.pk], f"意外归你办：{row.booking.title}", "步骤和时限写在单子上。", reverse("dispatch_accident", args=[row.number]))
    _tell(
        [row.booking.customer_id],
        "有人负责了",
        f"「{row.booking.title}」的意外由 {row.owner} 负责，办到哪一步看得到。",
        reverse("accidents:family", args=[row.booking.number]),
    )


@on(ACCIDENT_CLOSED)
def tell_end(delivery: Delivery) -> None:
    """How it ended."""
    if row := _case(delivery):
        title = f"意外办结了：{row.booking.title}"
        _tell([row.booking.customer_id], title, row.closing, reverse("accidents:family", args=[row.booking.number]))
        _tell(_provider(row), title, row.closing, reverse("accidents:provider", args=[row.booking.number]))

"""Who is told what: those who are asked, by SMS, because minutes count; the dispatchers when nobody took it; the family how it ends."""

from django.urls import reverse

from core import clock
from core.access import system_actor
from core.outbox import Delivery, on
from dispatch.matching.models import Offer
from dispatch.matching.states import OfferKind, OfferState
from dispatch.urgent.events import CALL_CANCELLED, CALL_ESCALATED, CALL_FAILED, CALL_OFFERED, CALL_OVERDUE, CALL_TAKEN
from dispatch.urgent.models import UrgentOrder
from members.queries import with_role
from members.roles import Role
from notifications.services import notify


def _call(delivery: Delivery) -> UrgentOrder | None:
    return UrgentOrder.objects.with_names().filter(pk=delivery.ids["call_id"]).first()


def _tell(people: list[int], title: str, body: str, url: str, *, sms: bool) -> None:
    if people:
        notify(user_ids=people, title=title[:120], body=body, url=url, now=clock.now(), sms=sms, actor=system_actor("job", "急单"))


@on(CALL_OFFERED)
def ask_workers(delivery: Delivery) -> None:
    """Those of the wave who can still answer."""
    row = _call(delivery)
    if row is None:
        return
    asked = Offer.objects.of(OfferKind.URGENT, row.pk).filter(wave=delivery.ids["wave"], state=OfferState.OPEN, worker__user__isnull=False)
    people = list(asked.values_list("worker__user_id", flat=True))
    _tell(people, f"急单：{row.incident.name}", f"{row.district.name}，先接的去，几分钟内答复。", reverse("urgent:offers"), sms=True)


@on(CALL_ESCALATED)
def tell_dispatchers(delivery: Delivery) -> None:
    """Nobody took it: a person has to."""
    if row := _call(delivery):
        title, body = f"急单没人接：{row.incident.name}", f"{row.district.name}，问了 {row.wave} 轮。打电话派人，时限内派不出去会通知负责人。"
        _tell(with_role(Role.DISPATCHER, now=clock.now()), title, body, reverse("dispatch_urgent_call", args=[row.number]), sms=True)


@on(CALL_OVERDUE)
def tell_leaders(delivery: Delivery) -> None:
    """The dispatcher's time is over, too."""
    if row := _call(delivery):
        people = sorted({*with_role(Role.LEADER, now=clock.now()), *with_role(Role.DISPATCHER, now=clock.now())})
        _tell(
            people,
            f"急单超时：{row.incident.name}",
            f"{row.district.name}，还没派出去，请负责人接手。",
            reverse("dispatch_urgent_call", args=[row.number]),
            sms=True,
        )


@on(CALL_TAKEN)
def tell_the_others(delivery: Delivery) -> None:
    """Those who were asked in vain need not think about it any more; the family hears by its order."""
    if row := _call(delivery):
        late = Offer.objects.of(OfferKind.URGENT, row.pk).filter(state=OfferState.WITHDRAWN, worker__user__isnull=False)
        _tell(
            list(late.values_list("worker__user_id", flat=True)),
            "急单有人接了",
            f"{row.incident.name}，{row.district.name}。谢谢你在线。",
            reverse("urgent:offers"),
            sms=False,
        )


@on(CALL_CANCELLED)
def tell_of_cancelling(delivery: Delivery) -> None:
    """Those who were asked, and the dispatcher who had it."""
    if row := _call(delivery):
        asked = Offer.objects.of(OfferKind.URGENT, row.pk).filter(state=OfferState.WITHDRAWN, worker__user__isnull=False)
        _tell(
            list(asked.values_list("worker__user_id", flat=True)),
            "急单取消了",
            f"{row.incident.name}，{row.district.name}，家里说不用了。",
            reverse("urgent:offers"),
            sms=False,
        )
        if row.owner_id:
            _tell([row.owner_id], f"急单取消了：{row.incident.name}", "家里说不用了。", reverse("dispatch_urgent_call", args=[row.number]), sms=False)


@on(CALL_FAILED)
def tell_family(delivery: Delivery) -> None:
    """It could not be done, and nothing is charged."""
    if row := _call(delivery):
        _tell([row.customer_id], f"这次没派成：{row.incident.name}", "实在没有师傅能赶过去，没有收钱。说明写在急修页面里。", row.get_absolute_url(), sms=True)

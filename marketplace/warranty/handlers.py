"""Both sides are told of a redo, in their own words."""

from django.urls import reverse

from core import clock
from core.outbox import Delivery, on
from marketplace.warranty.events import REDO_ASKED, REDO_DECIDED, REDO_OBJECTED
from marketplace.warranty.models import Redo
from marketplace.warranty.services import CENTRE
from marketplace.warranty.states import RedoState
from members.queries import running
from notifications.services import notify


@on(REDO_ASKED, REDO_OBJECTED, REDO_DECIDED)
def tell(delivery: Delivery) -> None:
    """The provider of what is asked, the family of what the provider says, both of what was found."""
    row = Redo.objects.with_names().filter(pk=delivery.ids["redo_id"]).first()
    if row is None:
        return
    first, order = row.first, row.booking
    theirs = reverse("bookings:provider-order", args=[order.number]) if first.enterprise_id else reverse("bookings:visit", args=[order.number])
    firm, family = _provider(row), [first.customer_id]
    if delivery.event == REDO_ASKED.name:
        _tell(firm, f"保修返工：{first.title}", f"家里说：{row.reason}。已经按空闲时间排好，不同意的写明原因。", theirs)
        _tell(family, f"返工约好了：{first.title}", "不收钱，服务方有异议的话，网络中心来核实。", order.get_absolute_url())
    elif delivery.event == REDO_OBJECTED.name:
        _tell(family, f"服务方对返工有异议：{first.title}", f"{row.objection}。网络中心会联系你核实，约好的时间先留着。", order.get_absolute_url())
    else:
        found = "不返工，约好的时间放开了" if row.state == RedoState.REFUSED else "照样返工"
        for people, url in ((firm, theirs), (family, order.get_absolute_url())):
            _tell(people, f"返工核实过了：{first.title}", f"{found}。{row.finding}", url)


def _provider(row: Redo) -> list[int]:
    if row.first.provider is not None:
        return [row.first.provider.user_id] if row.first.provider.user_id else []
    return running(row.first.enterprise.organisation_id if row.first.enterprise else None, now=clock.now())


def _tell(people: list[int], title: str, body: str, url: str) -> None:
    if people:
        notify(user_ids=people, title=title[:120], body=body, url=url, now=clock.now(), actor=CENTRE)

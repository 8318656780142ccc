"""What this slice puts into the portals' menus and start pages, and what is stored about a person."""

from typing import Any

from core import clock
from core.access import Actor
from core.personal_data import Column, Source, Table, words
from core.portals import PortalItem, PortalPanel
from dispatch.matching.states import OfferState
from dispatch.urgent import queries
from dispatch.urgent.states import UrgentState


def _waiting(actor: Actor) -> int:
    return queries.waiting_offers(actor, clock.now())


def _offers(actor: Actor) -> dict[str, Any]:
    now = clock.now()
    return {"offers": queries.open_offers(actor, now), "now": now}


ITEMS = [
    PortalItem("my", "急修", "urgent:new", icon="triangle-alert", right=("create", "urgent"), order=12),
    PortalItem("worker", "急单", "urgent:offers", icon="triangle-alert", right=("accept", "job_offer"), order=12, badge=_waiting),
]
PANELS = [PortalPanel("worker", "urgent", "urgent/panels/offers.html", _offers, right=("accept", "job_offer"), order=5)]
CALLS = (
    Column("created_at", "时间"),
    Column("number", "编号", code=True),
    Column("incident", "出了什么事"),
    Column("what", "怎么回事"),
    Column("photos", "照片"),
    Column("name", "联系人"),
    Column("phone", "手机号"),
    Column("address", "地址"),
    Column("state", "走到哪一步", words(UrgentState.choices)),
)
OFFERS = (Column("offered_at", "时间"), Column("service", "服务"), Column("state", "答复", words(OfferState.choices)), Column("note", "为什么不接"))
SOURCES = [Source("urgent", "急修", queries.own_data, (Table("报过的急修", "calls", CALLS), Table("问过接不接的急单", "offers", OFFERS)))]

"""What this slice puts into the portals' menus and start pages."""

from typing import Any

from django.urls import reverse

from core.access import Actor
from core.personal_data import Column, Source, Table, words
from core.portals import PortalItem, PortalPanel
from marketplace.listings.queries import own
from marketplace.listings.states import ListingState, Side

ITEMS = [
    PortalItem("my", "我发的信息", "listings:mine", icon="clipboard-list", right=("create", "listing"), order=30, on_phone=True),
    PortalItem("my", "留言咨询", "listings:enquiries", icon="message-circle", right=("read", "enquiry"), order=40, on_phone=True),
    PortalItem("corner", "我发的信息", "listings:mine", icon="clipboard-list", right=("create", "listing"), order=30),
    PortalItem("enterprise", "服务和需求", "listings:enterprise-list", icon="clipboard-list", right=("create", "listing"), order=20, on_phone=True),
    PortalItem("enterprise", "留言咨询", "listings:enterprise-enquiries", icon="message-circle", right=("read", "enquiry"), order=30, on_phone=True),
]
SHOWN = 4


def _listings(portal: str, heading: str, list_url: str, manage_url: str) -> Any:
    def context(actor: Actor) -> dict[str, Any]:
        rows = own.own_page(actor, portal, size=SHOWN)[:SHOWN]
        return {"heading": heading, "listings": rows, "all_url": reverse(list_url), "manage_url": manage_url}

    return context


def _enquiries(portal: str, list_url: str, one_url: str) -> Any:
    def context(actor: Actor) -> dict[str, Any]:
        rows = own.enquiry_page(own.enquiries_of(actor, portal), size=SHOWN)[:SHOWN]
        return {"enquiries": rows, "all_url": reverse(list_url), "one_url": one_url}

    return context


PANELS = [
    PortalPanel("my", "listings", "listings/panels/listings.html", _listings("my", "我发的信息", "listings:mine", "listings:manage"), order=40),
    PortalPanel("my", "enquiries", "listings/panels/enquiries.html", _enquiries("my", "listings:enquiries", "listings:enquiry"), order=30),
    PortalPanel(
        "enterprise",
        "listings",
        "listings/panels/listings.html",
        _listings("enterprise", "服务和需求", "listings:enterprise-list", "listings:enterprise-manage"),
        order=20,
    ),
    PortalPanel(
        "enterprise",
        "enquiries",
        "listings/panels/enquiries.html",
        _enquiries("enterprise", "listings:enterprise-enquiries", "listings:enterprise-enquiry"),
        order=30,
    ),
]
POSTS = (
    Column("title", "标题"),
    Column("side", "供求", words(Side.choices)),
    Column("state", "状态", words(ListingState.choices)),
    Column("place", "大概位置"),
    Column("created_at", "写下时间"),
    Column("published_at", "发布时间"),
)
SAID = (Column("at", "时间"), Column("enquiry__listing__title", "关于哪条信息"), Column("text", "内容"))
SOURCES = [Source("listings", "供求信息和留言", own.own_data, (Table("发过的信息", "listings", POSTS), Table("写过的留言", "messages", SAID)))]

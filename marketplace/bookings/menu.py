"""What this slice puts into the portals' menus, and what is stored about a person."""

from core import clock
from core.access import Actor
from core.personal_data import Column, Source, Table, words
from core.portals import PortalItem
from marketplace.bookings.queries import own
from marketplace.bookings.states import BookingState, WaitingState


def _family(actor: Actor) -> int:
    return own.waiting_for_family(actor, clock.now())


def _provider(actor: Actor) -> int:
    return own.waiting_for(actor, clock.now())


ITEMS = [
    PortalItem("my", "我的订单", "bookings:mine", icon="clipboard-list", right=("read", "booking"), order=15, on_phone=True, badge=_family),
    PortalItem("my", "排队", "bookings:waiting", icon="hourglass", right=("create", "waiting"), order=17),
    PortalItem("my", "家里的偏好", "bookings:home", icon="house", right=("update", "home_preference"), order=75),
    PortalItem("enterprise", "订单", "bookings:provider-orders", icon="clipboard-list", right=("accept", "booking"), order=15, badge=_provider),
    PortalItem("enterprise", "增值项目", "bookings:addons", icon="plus", right=("create", "addon"), order=33),
    PortalItem("worker", "上门", "bookings:route", icon="navigation", right=("check_in", "booking"), order=15, on_phone=True),
]
ORDERS = (
    Column("created_at", "下单时间"),
    Column("number", "订单号", code=True),
    Column("service", "服务"),
    Column("provider", "服务方"),
    Column("starts_at", "上门时间"),
    Column("name", "联系人"),
    Column("phone", "手机号"),
    Column("address", "地址"),
    Column("needs", "家里的情况"),
    Column("state", "走到哪一步", words(BookingState.choices)),
    Column("total_yuan", "价格（元）"),
)
HOME = (
    Column("changed_at", "写于"),
    Column("pets", "宠物"),
    Column("allergies", "过敏"),
    Column("taboos", "忌口和忌讳"),
    Column("equipment", "家里的工具和设备"),
)
MESSAGES = (Column("at", "时间"), Column("number", "订单号", code=True), Column("text", "说了什么"))
WAITING = (
    Column("joined_at", "来排的时间"),
    Column("service", "等什么"),
    Column("first_day", "从哪天"),
    Column("last_day", "到哪天"),
    Column("name", "联系人"),
    Column("phone", "手机号"),
    Column("address", "地址"),
    Column("state", "后来", words(WaitingState.choices)),
)
TABLES = (
    Table("订单", "orders", ORDERS),
    Table("订单留言", "messages", MESSAGES),
    Table("家里的偏好", "home", HOME),
    Table("排队", "waiting", WAITING),
    Table("日历订阅", "calendars", (Column("created_at", "从什么时候"),)),
)
SOURCES = [Source("bookings", "订单", own.own_data, TABLES)]

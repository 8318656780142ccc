"""What this slice puts into the portals' menus and start pages, and what is stored about a person."""

from typing import Any

from django.utils import timezone

from core import clock
from core.access import Actor
from core.personal_data import Column, Source, Table, words
from core.portals import PortalItem, PortalPanel
from marketplace.workers.models import PaperState, SpotCheck
from marketplace.workers.models.calendar import WEEKDAYS
from marketplace.workers.queries import own
from marketplace.workers.queries.week import clock_text
from marketplace.workers.states import WorkerState

ITEMS = [
    PortalItem("site", "服务人员", "workers:list", icon="users", order=32),
    PortalItem("corner", "接活", "workers:home", icon="id-card", right=("check_in", "booking"), order=20),
    PortalItem("my", "接活", "workers:home", icon="id-card", right=("create", "worker"), order=55),
    PortalItem("worker", "接活", "workers:home", icon="house", order=10, on_phone=True),
    PortalItem("worker", "工作时间", "workers:calendar", icon="calendar", order=30, on_phone=True),
    PortalItem("worker", "证件", "workers:papers", icon="file-check", order=40, on_phone=True),
    PortalItem("worker", "会做什么", "workers:skills", icon="badge-check", order=50),
    PortalItem("worker", "资料", "workers:profile", icon="user-round", order=60, on_phone=True),
    PortalItem("worker", "我的", "members:my", icon="chevron-right", order=90),
    PortalItem("enterprise", "服务人员", "workers:enterprise-list", icon="users", right=("update", "worker"), order=22),
]
SHOWN = 4


def _people(actor: Actor) -> dict[str, Any]:
    return {"workers": own.employees(actor, on=timezone.localdate(clock.now()), size=SHOWN)[:SHOWN]}


PANELS = [PortalPanel("enterprise", "workers", "workers/panels/people.html", _people, right=("create", "worker"), order=22)]
FILE = (
    Column("name", "姓名"),
    Column("called", "家庭怎么叫"),
    Column("gender", "性别", words({"female": "女", "male": "男"})),
    Column("birth_year", "出生年份", code=True),
    Column("id_number", "身份证号", code=True),
    Column("phone", "手机号"),
    Column("hometown", "籍贯"),
    Column("languages", "会说的话"),
    Column("district", "住在哪个区"),
    Column("enterprise", "所属企业"),
    Column("experience_years", "做了几年"),
    Column("intro", "自我介绍"),
    Column("state", "状态", words(WorkerState.choices)),
    Column("online", "接单中"),
    Column("code_open", "扫码能看到详情"),
    Column("findable", "搜得到"),
    Column("created_at", "建立时间"),
)
PAPERS = (
    Column("created_at", "登记时间"),
    Column("kind_name", "种类"),
    Column("level", "等级"),
    Column("issuer", "发证单位"),
    Column("number", "编号", code=True),
    Column("starts_on", "有效期从"),
    Column("ends_on", "有效期到"),
    Column("state", "核验", words(PaperState.choices)),
    Column("finding", "核验结果"),
)
HOURS = (Column("weekday", "星期", words(WEEKDAYS)), Column("starts_minute", "从", clock_text), Column("ends_minute", "到", clock_text))
EXCEPTIONS = (Column("from", "从"), Column("to", "到"), Column("free", "加开"), Column("reason", "说明"))
STATIONS = (Column("starts_on", "从哪天起"), Column("outlet", "在哪家门店"), Column("note", "为什么"))
CHECKS = (
    Column("at", "抽查时间"),
    Column("way", "怎么查的", words(SpotCheck.WAYS)),
    Column("passed", "合格"),
    Column("finding", "查到什么"),
    Column("remedy", "要改什么"),
    Column("remedied_at", "改好的时间"),
)
TABLES = (
    Table("服务人员档案", "file", FILE),
    Table("会做的服务", "skills", (Column("service", "服务"), Column("years", "做了几年"))),
    Table("证件", "papers", PAPERS),
    Table("每周工作时间", "hours", HOURS),
    Table("临时安排", "exceptions", EXCEPTIONS),
    Table("抽查", "checks", CHECKS),
    Table("在哪家门店", "stations", STATIONS),
)
SOURCES = [Source("workers", "服务人员", own.own_data, TABLES)]

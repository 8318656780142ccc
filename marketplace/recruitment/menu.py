"""What this slice puts into the portals' menus and start pages, and what is stored about a person."""

from typing import Any

from core.access import Actor
from core.personal_data import Column, Source, Table, words
from core.portals import PortalItem, PortalPanel
from marketplace.recruitment.queries import own
from marketplace.recruitment.states import ApplicationState

ITEMS = [
    PortalItem("site", "招聘", "recruitment:list", icon="users", order=35),
    PortalItem("my", "我的应聘", "recruitment:mine", icon="id-card", right=("read", "job_application"), order=45),
    PortalItem("enterprise", "招聘", "recruitment:enterprise-list", icon="users", right=("create", "job_posting"), order=25),
]
SHOWN = 4


def _jobs(actor: Actor) -> dict[str, Any]:
    return {"jobs": own.own_page(actor, size=SHOWN)[:SHOWN]}


PANELS = [PortalPanel("enterprise", "jobs", "recruitment/panels/jobs.html", _jobs, right=("create", "job_posting"), order=25)]
APPLIED = (
    Column("created_at", "投递时间"),
    Column("job", "岗位"),
    Column("enterprise", "用人单位"),
    Column("name", "姓名"),
    Column("phone", "手机号"),
    Column("experience_years", "做过几年"),
    Column("certificates", "证书"),
    Column("health_certificate", "健康证"),
    Column("message", "想说的话"),
    Column("state", "走到哪一步", words(ApplicationState.choices)),
)
SIGNED_UP = (
    Column("created_at", "报名时间"),
    Column("partner_title", "项目"),
    Column("region", "输出地"),
    Column("name", "姓名"),
    Column("phone", "手机号"),
    Column("home", "家在哪里"),
    Column("wish", "想做什么"),
    Column("experience_years", "做过几年"),
    Column("message", "想说的话"),
)
TABLES = (Table("投过的岗位", "applications", APPLIED), Table("劳务输送报名", "sign_ups", SIGNED_UP))
SOURCES = [Source("recruitment", "应聘和报名", own.own_data, TABLES)]

"""The safety file of a worker as one document (WRK-04): identity, background, health, insurance, training, what happened."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.access import Actor, require
from core.audit.services import record
from core.states import history_of
from core.templatetags.ui import day, moment
from marketplace.workers import identity
from marketplace.workers.models import Paper, PaperKind, Worker
from marketplace.workers.models.papers import PaperState
from marketplace.workers.queries.papers import checklist, code_of, papers_of
from marketplace.workers.safety_sheet import Section, Sheet, draw
from marketplace.workers.states import STEPS

INCIDENTS = ("suspend", "block", "appeal", "uphold", "lift")


def safety_file(worker: Worker, *, actor: Actor, now: datetime) -> bytes:
    """The file as a PDF, as of today; who took it is audited. The ID number stays masked. Raises NotFound, Forbidden."""
    require(actor, "read", Paper(worker=worker))
    today = timezone.localdate(now)
    papers = papers_of(worker)
    items = checklist(worker, today, papers)
    code = code_of(worker, today, items)
    with transaction.atomic():
        record(actor, function="worker.safety_file", obj=worker, now=now)
    groups = [Section(name, tuple(_paper_line(paper) for paper in papers if paper.kind.group == group)) for group, name in PaperKind.GROUPS]
    checks = Section("审查清单", tuple((item.kind.name, item.problem or "在有效期内") for item in items))
    sections = (_person(worker), checks, *(section for section in groups if section.lines), _happened(worker))
    return draw(Sheet(worker.name, f"{moment(now)} 出具，编号 {worker.code}", code.colour, f"{day(today)} {code.label}", "；".join(code.reasons), sections))


def _person(worker: Worker) -> Section:
    employer = worker.enterprise.legal_name if worker.enterprise else "自己接活"
    lines = (
        ("姓名", worker.name),
        ("身份证号", identity.masked(worker.id_number) or "没有登记"),
        ("性别、出生年份", f"{worker.get_gender_display() or '没填'}，{worker.birth_year or '没填'}"),
        ("籍贯", worker.hometown or "没填"),
        ("从业", f"{worker.experience_years} 年"),
        ("所属企业", employer),
        ("状态", worker.get_state_display()),
        ("会做的服务", "、".join(f"{one.service_type.name} {one.years} 年" for one in worker.skills.select_related("service_type").order_by("-years", "pk"))),
    )
    return Section("本人", lines)


def _paper_line(paper: Paper) -> tuple[str, str]:
    validity = f"{paper.starts_on or '不限'} 到 {paper.ends_on or '长期'}"
    said = [paper.level, paper.issuer, validity, paper.get_state_display()]
    if paper.state != PaperState.PENDING:
        said += [f"{day(paper.reviewed_at)}由{paper.reviewer or '系统'}核验", paper.finding]
    return paper.kind.name, "，".join(part for part in said if part)


def _happened(worker: Worker) -> Section:
    found = [step for step in history_of(worker) if step.event in INCIDENTS]
    return Section("暂停、拉黑和申诉", tuple((moment(step.at), f"{STEPS.get(step.event, step.event)}：{step.note}") for step in found))

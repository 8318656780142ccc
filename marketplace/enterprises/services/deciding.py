"""Staff decide: approve, reject with a reason, suspend with a reason, reinstate. Each step is told, published and audited."""

from datetime import datetime

from django.db import transaction

from core.access import SYSTEM_ROLE, Actor, require
from core.content import bump
from core.outbox import Event, publish
from core.states import move
from marketplace.enterprises.errors import NotYourOwn
from marketplace.enterprises.events import (
    ENTERPRISE_APPROVED,
    ENTERPRISE_CHANGED,
    ENTERPRISE_REINSTATED,
    ENTERPRISE_REJECTED,
    ENTERPRISE_SUSPENDED,
)
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.services.telling import tell


def _decide(row: Enterprise, event: str, *, actor: Actor, now: datetime, note: str, tells: Event, title: str, body: str, verb: str) -> Enterprise:
    require(actor, verb, row)
    own = row.applicant_id == actor.user_id or row.organisation_id in actor.organisation_ids
    if own and SYSTEM_ROLE not in actor.roles:
        raise NotYourOwn(audit={"function": f"enterprise.{event}", "object": row})
    with transaction.atomic():
        moved = move(row, event, actor=actor, now=now, note=note)
        if event == "approve":
            moved.approved_at = now
            moved.save(update_fields=["approved_at"])
        publish(tells, key=f"enterprise:{moved.pk}", enterprise_id=moved.pk)
        publish(ENTERPRISE_CHANGED, key=f"enterprise:{moved.pk}", enterprise_id=moved.pk)
        tell(moved, title=title, body=body, now=now)
        bump("enterprises", "listings")
    return moved


def approve(enterprise: Enterprise, *, actor: Actor, now: datetime, note: str = "") -> Enterprise:
    """Admit it: its page is public and it may publish services from now on. Raises Forbidden, NotYourOwn, IllegalTransition."""
    return _decide(
        enterprise,
        "approve",
        actor=actor,
        now=now,
        note=note,
        tells=ENTERPRISE_APPROVED,
        title="加盟申请通过了",
        body=f"{enterprise.legal_name}已经可以发布服务。先发一条带价格、说清做什么不做什么的，家里人最快看到。",
        verb="approve",
    )


def reject(enterprise: Enterprise, *, actor: Actor, now: datetime, note: str) -> Enterprise:
    """Send it back with a reason; it may be handed in again. Raises Forbidden, NotYourOwn, Invalid without a reason, IllegalTransition."""
    return _decide(
        enterprise,
        "reject",
        actor=actor,
        now=now,
        note=note,
        tells=ENTERPRISE_REJECTED,
        title="加盟申请没有通过",
        body=f"原因：{note.strip()} 照着改好可以再次提交，填过的都还在。",
        verb="approve",
    )


def suspend(enterprise: Enterprise, *, actor: Actor, now: datetime, note: str) -> Enterprise:
    """Stop it: its page and listings are gone at commit. Raises Forbidden, NotYourOwn, Invalid without a reason, IllegalTransition."""
    return _decide(
        enterprise,
        "suspend",
        actor=actor,
        now=now,
        note=note,
        tells=ENTERPRISE_SUSPENDED,
        title="企业已停业",
        body=f"原因：{note.strip()} 页面和服务暂时不再显示，有异议打服务热线。",
        verb="suspend",
    )


def reinstate(enterprise: Enterprise, *, actor: Actor, now: datetime, note: str = "") -> Enterprise:
    """Let it work again. Raises Forbidden, NotYourOwn, IllegalTransition."""
    return _decide(
        enterprise,
        "reinstate",
        actor=actor,
        now=now,
        note=note,
        tells=ENTERPRISE_REINSTATED,
        title="企业恢复营业",
        body="页面和服务又能被看到了。",
        verb="suspend",
    )

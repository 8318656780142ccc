"""Agreements: drafted by one, signed by another, reminded of, expired, ended (ENT-12).

When none holds any more after there was one, the enterprise takes no new orders and publishes nothing new; what is public stays, what
was ordered goes on. An enterprise with which none was ever signed works on trial and is not stopped.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.access import SYSTEM_ROLE, Actor, require
from core.audit.services import record
from core.errors import Invalid
from core.media.services import receive_private
from core.outbox import Event, publish
from core.states import move
from marketplace.enterprises.errors import AgreementOverlaps, NumberTaken, OrdersPaused, SignedByAnother
from marketplace.enterprises.events import AGREEMENT_ENDED, AGREEMENT_EXPIRED, AGREEMENT_SIGNED
from marketplace.enterprises.models import Agreement, Enterprise
from marketplace.enterprises.models.agreements import MAX_BP, MAX_FEN
from marketplace.enterprises.queries import is_paused
from marketplace.enterprises.services.checking import PLAIN
from marketplace.enterprises.services.telling import tell
from marketplace.enterprises.states import AgreementState, EnterpriseState
from notifications.services import notify

LONGEST_TERM = timedelta(days=10 * 366)
Problems = dict[str, list[str]]


def require_taking(enterprise: Enterprise | None, *, now: datetime) -> None:
    """New orders and new listings stop when the agreement has run out. One query. Raises OrdersPaused (409)."""
    if enterprise is not None and is_paused(enterprise.pk, on=timezone.localdate(now)):
        raise OrdersPaused(audit={"function": "agreement.paused", "object": enterprise})


def draft_agreement(*, enterprise: Enterprise, file: UploadedFile | None, actor: Actor, now: datetime, **fields: Any) -> Agreement:
    """Put an agreement down with its file, to be signed by somebody else. `commission_bp` in basis points, amounts in fen.

    Raises Forbidden, Invalid, NumberTaken.
    """
    require(actor, "create", Agreement)
    row = Agreement(enterprise=enterprise, drafted_by_id=actor.user_id, drafted_at=now, **fields)
    row.number = row.number.strip()
    if problems := _problems(row, file):
        raise Invalid(fields=problems)
    with transaction.atomic():
        row.file = receive_private(file, actor=actor, purpose="enterprise.agreement", now=now, organisation_id=enterprise.organisation_id)  # type: ignore[arg-type]
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise NumberTaken from error
        record(actor, function="agreement.draft", obj=row, detail={"enterprise": enterprise.pk, "number": row.number}, now=now)
    return row


def _problems(row: Agreement, file: UploadedFile | None) -> Problems:
    found: Problems = {}
    if row.enterprise.state != EnterpriseState.APPROVED:
        found["enterprise"] = ["只能和已加盟的企业签。"]
    if not row.number or not PLAIN.fullmatch(row.number) or len(row.number) > 40:
        found["number"] = ["请填协议编号，40 个字以内，不能有尖括号。"]
    if file is None:
        found["file"] = ["请传协议的扫描件（PDF 或照片）。"]
    if row.ends_on < row.starts_on:
        found["ends_on"] = ["结束日期在开始日期前面了。"]
    elif row.ends_on - row.starts_on > LONGEST_TERM:
        found["ends_on"] = ["一份协议最长十年，看看年份写对没有。"]
    if not 1 <= row.remind_days <= 180:
        found["remind_days"] = ["提前 1 到 180 天。"]
    return found | _money_problems(row)


def _money_problems(row: Agreement) -> Problems:
    found: Problems = {}
    if not 0 <= row.commission_bp <= MAX_BP:
        found["commission_bp"] = [f"佣金在 0 到 {MAX_BP // 100}% 之间。"]
    if not 0 <= row.commission_floor_fen <= MAX_FEN:
        found["commission_floor_fen"] = ["每单最少不能是负数。"]
    if row.commission_cap_fen is not None and not row.commission_floor_fen <= row.commission_cap_fen <= MAX_FEN:
        found["commission_cap_fen"] = ["每单最多不能比最少还少。"]
    return found


def sign_agreement(agreement: Agreement, *, actor: Actor, now: datetime) -> Agreement:
    """Sign it; from its first day on it holds. Locks the enterprise. Raises Forbidden, SignedByAnother, AgreementOverlaps, IllegalTransition."""
    require(actor, "approve", agreement)
    if agreement.drafted_by_id is not None and agreement.drafted_by_id == actor.user_id and SYSTEM_ROLE not in actor.roles:
        raise SignedByAnother(audit={"function": "agreement.sign", "object": agreement})
    with transaction.atomic():
        Enterprise.objects.select_for_update().get(pk=agreement.enterprise_id)
        try:
            with transaction.atomic():
                row = move(agreement, "sign", actor=actor, now=now)
        except IntegrityError as error:
            raise AgreementOverlaps from error
        row.signed_at = now
        row.save(update_fields=["signed_at"])
        body = f"编号 {row.number}，{row.starts_on:%Y-%m-%d} 到 {row.ends_on:%Y-%m-%d}。全文在企业中心的「合作协议」里。"
        _after(row, AGREEMENT_SIGNED, title="合作协议签好了", body=body, now=now)
    return row


def discard_agreement(agreement: Agreement, *, actor: Actor, now: datetime, note: str) -> Agreement:
    """Drop a draft, for a reason. Raises Forbidden, Invalid, IllegalTransition."""
    return move(agreement, "discard", actor=actor, now=now, note=note)


def end_agreement(agreement: Agreement, *, actor: Actor, now: datetime, note: str) -> Agreement:
    """End it before its last day, for a reason. Raises Forbidden, Invalid, IllegalTransition."""
    with transaction.atomic():
        row = move(agreement, "terminate", actor=actor, now=now, note=note)
        body = f"编号 {row.number}。原因：{note.strip()} 从现在起不能发布新的服务，也不接新单。"
        _after(row, AGREEMENT_ENDED, title="合作协议提前终止了", body=body, now=now)
    return row


def _after(row: Agreement, event: Event, *, title: str, body: str, now: datetime) -> None:
    publish(event, key=f"enterprise:{row.enterprise_id}", agreement_id=row.pk, enterprise_id=row.enterprise_id)
    tell(row.enterprise, title=title, body=body, now=now)


def remind_due(*, actor: Actor, now: datetime, limit: int = 200) -> int:
    """Remind of agreements that end soon and have no successor, once each: the enterprise, and whoever drafted it. Returns how many."""
    today, done = timezone.localdate(now), 0
    for found in _ending(today)[:limit]:
        with transaction.atomic():
            row = Agreement.objects.select_for_update(skip_locked=True, of=("self",)).select_related("enterprise").filter(pk=found, reminded_at=None).first()
            if row is None:
                continue
            row.reminded_at = now
            row.save(update_fields=["reminded_at"])
            left = (row.ends_on - today).days
            body = f"编号 {row.number} 到 {row.ends_on:%Y-%m-%d} 止，还有 {left} 天。到期没续签，就不能发布新的服务，也不接新单。"
            tell(row.enterprise, title="合作协议快到期了", body=body, now=now)
            if row.drafted_by_id:
                notify(user_ids=[row.drafted_by_id], title=f"{row.enterprise.shown_name}的协议快到期了", body=body, now=now)
            record(actor, function="agreement.remind", obj=row, detail={"days_left": left}, now=now)
            done += 1
    return done


def _ending(today: date) -> list[int]:
    waiting = Agreement.objects.filter(state=AgreementState.IN_FORCE, reminded_at=None, ends_on__gte=today, starts_on__lte=today)
    near = [
        (pk, enterprise, ends)
        for pk, enterprise, ends, days in waiting.values_list("pk", "enterprise_id", "ends_on", "remind_days")
        if ends - timedelta(days=days) <= today
    ]
    later = dict(
        Agreement.objects.filter(state=AgreementState.IN_FORCE, enterprise_id__in=[one[1] for one in near])
        .order_by("ends_on")
        .values_list("enterprise_id", "ends_on")
    )
    return [pk for pk, enterprise, ends in near if later.get(enterprise, ends) <= ends]


def expire_agreements(*, actor: Actor, now: datetime, limit: int = 200) -> int:
    """Write down that agreements are over, each in a transaction of its own. Nothing waits for this. Returns how many."""
    today, done = timezone.localdate(now), 0
    platform = replace(actor, roles=frozenset({SYSTEM_ROLE}))
    over = Agreement.objects.filter(state=AgreementState.IN_FORCE, ends_on__lt=today).order_by("ends_on", "pk")
    for found in over[:limit]:
        with transaction.atomic():
            fresh = Agreement.objects.select_for_update(skip_locked=True).filter(pk=found.pk, state=AgreementState.IN_FORCE).first()
            if fresh is None:
                continue
            row = move(fresh, "expire", actor=platform, now=now)
            paused = is_paused(row.enterprise_id, on=today)
            body = f"编号 {row.number} 到 {row.ends_on:%Y-%m-%d} 止。" + (
                "从今天起不能发布新的服务，也不接新单，续签就恢复。" if paused else "新的一份已经接上。"
            )
            _after(row, AGREEMENT_EXPIRED, title="合作协议到期了", body=body, now=now)
            done += 1
    return done

"""Insurers kept by staff; policies registered by the enterprise, verified by somebody else, reminded of before they end (AFT-02)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.access import SYSTEM_ROLE, Actor, require
from core.audit.services import record
from core.content import bump
from core.errors import Conflict, Forbidden, Invalid
from core.states import move
from core.templatetags.ui import day as day_words
from core.texts import CONTROL
from marketplace.catalog.models import ServiceType
from marketplace.enterprises.models import Enterprise
from marketplace.insurance.models import MOST_FEN, InsurancePolicy, Insurer
from marketplace.insurance.queries import insurers, kinds, workers_of
from marketplace.insurance.states import PolicyState
from marketplace.workers.models import Paper
from marketplace.workers.services.papers import REMINDERS, SMS_STEP
from marketplace.workers.services.telling import SCOPE
from members.queries import running
from notifications.services import notify

LONGEST = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class PolicySaid:
    """What the form says; the sum in fen. No workers: everybody; no services: all of them."""

    insurer_id: int
    kind_id: int
    number: str
    sum_fen: int
    starts_on: date
    ends_on: date
    worker_ids: Sequence[int] = ()
    service_type_ids: Sequence[int] = ()


def save_insurer(insurer: Insurer | None = None, *, actor: Actor, now: datetime, **fields: Any) -> Insurer:
    """Add or change an insurer. Raises Forbidden, Invalid when the name is taken."""
    require(actor, "update" if insurer else "create", Insurer)
    row = insurer or Insurer()
    for name, value in fields.items():
        setattr(row, name, value)
    if Insurer.objects.exclude(pk=row.pk).filter(name=row.name).exists():
        raise Invalid(fields={"name": ["已经有这一家了。"]})
    with transaction.atomic():
        row.save()
        record(actor, function="insurer.save", obj=row, now=now)
    return row


def register_policy(firm: Enterprise, said: PolicySaid, *, actor: Actor, now: datetime) -> InsurancePolicy:
    """Register a policy of an enterprise; it counts when somebody else has verified it. Raises Forbidden, Invalid, Conflict."""
    require(actor, "create", InsurancePolicy(enterprise=firm))
    _check(firm, said, today=timezone.localdate(now))
    with transaction.atomic():
        Insurer.objects.select_for_update().get(pk=said.insurer_id)
        if InsurancePolicy.objects.filter(insurer_id=said.insurer_id, number=said.number.strip()).exists():
            raise Conflict("这家公司的这个保单号已经登记过了。")
        row = InsurancePolicy.objects.create(
            insurer_id=said.insurer_id,
            kind_id=said.kind_id,
            number=said.number.strip(),
            enterprise=firm,
            everybody=not said.worker_ids,
            sum_fen=said.sum_fen,
            starts_on=said.starts_on,
            ends_on=said.ends_on,
            author_id=actor.user_id,
            created_at=now,
        )
        row.workers.set(said.worker_ids)
        row.service_types.set(said.service_type_ids)
        row.papers.set(papers_of(row))
        record(actor, function="insurance_policy.register", obj=row, detail={"number": row.number, "enterprise": firm.pk}, now=now)
    return row


def _check(firm: Enterprise, said: PolicySaid, *, today: date) -> None:
    problems: dict[str, list[str]] = {}
    if said.insurer_id not in {row.pk for row in insurers()}:
        problems["insurer"] = ["选一家在合作的保险公司。"]
    if said.kind_id not in {row.pk for row in kinds()}:
        problems["kind"] = ["选一种保险。"]
    if not 4 <= len(said.number.strip()) <= 60 or CONTROL.search(said.number):
        problems["number"] = ["照着保单写，4 到 60 个字。"]
    if not 0 < said.sum_fen <= MOST_FEN:
        problems["sum"] = ["写每人保多少。"]
    if not said.starts_on <= said.ends_on <= said.starts_on + LONGEST:
        problems["ends_on"] = ["到期的日子要在开始以后，五年以内。"]
    elif said.ends_on < today:
        problems["ends_on"] = ["已经过期了，登记新的一张。"]
    if not set(said.worker_ids) <= {row.pk for row in workers_of(firm)}:
        problems["workers"] = ["选自己家的服务人员。"]
    if ServiceType.objects.filter(pk__in=said.service_type_ids).count() != len(set(said.service_type_ids)):
        problems["service_types"] = ["选列出来的服务。"]
    if problems:
        raise Invalid(fields=problems)


def papers_of(row: InsurancePolicy) -> Iterable[Paper]:
    """What the workers hold of a policy: papers of its kind with its number, which is kept encrypted."""
    found = Paper.objects.filter(kind_id=row.kind_id, worker__enterprise_id=row.enterprise_id).exclude(state="refused")
    return [paper for paper in found if paper.number == row.number]


def verify_policy(row: InsurancePolicy, *, actor: Actor, now: datetime, note: str = "") -> InsurancePolicy:
    """It is genuine: from now on it counts inside its days. Raises Forbidden, IllegalTransition."""
    return _decided(row, "verify", actor=actor, now=now, note=note)


def refuse_policy(row: InsurancePolicy, *, actor: Actor, now: datetime, note: str) -> InsurancePolicy:
    """It is not, and why. Raises Forbidden, Invalid, IllegalTransition."""
    return _decided(row, "refuse", actor=actor, now=now, note=note)


def end_policy(row: InsurancePolicy, *, actor: Actor, now: datetime, note: str) -> InsurancePolicy:
    """It was given up before its end. Raises Forbidden, Invalid, IllegalTransition."""
    return _decided(row, "end", actor=actor, now=now, note=note)


DONE = {"verify": "核验过了", "refuse": "没有认可", "end": "不再算数了"}


def _decided(row: InsurancePolicy, event: str, *, actor: Actor, now: datetime, note: str) -> InsurancePolicy:
    require(actor, "verify", row)
    if SYSTEM_ROLE not in actor.roles and (row.author_id == actor.user_id or row.access_scopes(actor)):
        raise Forbidden(audit={"function": "insurance_policy.decide", "object": row})
    with transaction.atomic():
        kept = move(row, event, actor=actor, now=now, note=note)
        kept.papers.set(papers_of(kept))
        # The codes of those whom it covers say something else now.
        bump(SCOPE)
        _tell(kept, f"保单 {kept.number} {DONE[event]}", note or "从今天起算数。", now=now, actor=actor)
    return kept


def remind_of_policies(*, now: datetime, actor: Actor) -> int:
    """Tell 30 and 7 days before a policy ends and on its last day, each once, as of papers. Returns how many were told."""
    today = timezone.localdate(now)
    ending = InsurancePolicy.objects.filter(state=PolicyState.VERIFIED, ends_on__range=(today, today + timedelta(days=max(REMINDERS))))
    return sum(_remind(row, (row.ends_on - today).days, now=now, actor=actor) for row in ending.select_related("enterprise", "kind").order_by("ends_on", "pk"))


def _remind(row: InsurancePolicy, left: int, *, now: datetime, actor: Actor) -> int:
    """One reminder; none when it was given before, or a later policy of the kind covers the same."""
    step = min(days for days in REMINDERS if left <= days)
    later = InsurancePolicy.objects.filter(enterprise=row.enterprise, kind=row.kind, state=PolicyState.VERIFIED, everybody=True, ends_on__gt=row.ends_on)
    if (row.reminded is not None and row.reminded <= step) or later.exists():
        return 0
    with transaction.atomic():
        if not InsurancePolicy.objects.filter(pk=row.pk, reminded=row.reminded).update(reminded=step):
            return 0
        record(actor, function="insurance_policy.remind", obj=row, detail={"days": step}, now=now)
        when = f"还有 {left} 天到期" if left else "今天到期"
        body = f"{row.kind.name}到 {day_words(row.ends_on)}，过期就不能派去要它的服务。续保以后登记新的保单，核验过就接上。"
        _tell(row, f"保单 {row.number} {when}", body, now=now, actor=actor, sms=step == SMS_STEP)
    return 1


def _tell(row: InsurancePolicy, title: str, body: str, *, now: datetime, actor: Actor, sms: bool = False) -> None:
    if people := running(row.enterprise.organisation_id, now=now):
        notify(user_ids=people, title=title[:120], body=body, url="/enterprise/insurance/", now=now, sms=sms, actor=actor)

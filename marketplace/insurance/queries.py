"""Policies as their enterprise and the staff see them (AFT-02)."""

from datetime import date

from django.db.models import Q

from core.access import Actor, can, tenants
from core.errors import NotFound
from marketplace.enterprises.models import Enterprise
from marketplace.insurance.models import InsurancePolicy, Insurer
from marketplace.workers.models import PaperKind, Worker
from marketplace.workers.queries.papers import Cover


def of_enterprise(actor: Actor) -> list[InsurancePolicy]:
    """The policies of the enterprises that the actor works for, the latest end first. Four queries."""
    rows = InsurancePolicy.objects.filter(enterprise__organisation_id__in=tenants(actor, InsurancePolicy.access_resource))
    return list(rows.with_names().order_by("-ends_on", "-pk")[:100])


def one(number: int, *, actor: Actor) -> InsurancePolicy:
    """A policy that the actor may read. Raises NotFound."""
    row = InsurancePolicy.objects.with_names().filter(pk=number).first()
    if row is None or not can(actor, "read", row):
        raise NotFound
    return row


def covers_of(worker: Worker, on: date) -> list[Cover]:
    """What the policies of his employer count for on a day, by the rule of the availability module. Two queries, none for who works for himself."""
    if worker.enterprise_id is None:
        return []
    rows = InsurancePolicy.objects.valid_on(on).filter(Q(everybody=True) | Q(workers=worker), enterprise_id=worker.enterprise_id)
    rows = rows.distinct().select_related("insurer").prefetch_related("service_types").order_by("pk")
    return [Cover(row.kind_id, f"{row.insurer.name}的企业保单", row.ends_on, frozenset(kind.pk for kind in row.service_types.all())) for row in rows]


def insurers() -> list[Insurer]:
    """Those that can be named, by name."""
    return list(Insurer.objects.filter(active=True).order_by("name"))


def kinds() -> list[PaperKind]:
    """The kinds of insurance."""
    return list(PaperKind.objects.filter(group="insurance", active=True).order_by("position", "pk"))


def workers_of(firm: Enterprise) -> list[Worker]:
    """Who can be named in a policy."""
    return list(Worker.objects.filter(enterprise=firm, state="approved").order_by("pk")[:500])

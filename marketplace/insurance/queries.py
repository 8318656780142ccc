"""Policies as their enterprise and the staff see them (AFT-02)."""

from core.access import Actor, can, tenants
from core.errors import NotFound
from marketplace.enterprises.models import Enterprise
from marketplace.insurance.models import InsurancePolicy, Insurer
from marketplace.workers.models import PaperKind, Worker


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


def insurers() -> list[Insurer]:
    """Those that can be named, by name."""
    return list(Insurer.objects.filter(active=True).order_by("name"))


def kinds() -> list[PaperKind]:
    """The kinds of insurance."""
    return list(PaperKind.objects.filter(group="insurance", active=True).order_by("position", "pk"))


def workers_of(firm: Enterprise) -> list[Worker]:
    """Who can be named in a policy."""
    return list(Worker.objects.filter(enterprise=firm, state="approved").order_by("pk")[:500])

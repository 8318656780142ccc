"""Insurers and policies, for tests."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from core import clock
from core.access import system_actor
from marketplace.enterprises.models import Enterprise
from marketplace.insurance import services
from marketplace.insurance.models import InsurancePolicy, Insurer
from marketplace.insurance.services import PolicySaid
from marketplace.workers.models import PaperKind
from tests.marketplace.factories import make_enterprise

SYSTEM = system_actor()


def make_insurer(name: str = "安心财产保险") -> Insurer:
    """One whom policies are taken from."""
    return Insurer.objects.filter(name=name).first() or services.save_insurer(actor=SYSTEM, now=clock.now(), name=name, claims_phone="95500", active=True)


def liability() -> PaperKind:
    """家政服务责任险."""
    return PaperKind.objects.get(code="liability-insurance")


def policy_said(**fields: Any) -> PolicySaid:
    """A year of liability insurance, 500,000 yuan each, for everybody and everything."""
    today = timezone.localdate(clock.now())
    number = f"PZ2026{InsurancePolicy.objects.count():06d}"
    known = {"insurer_id": make_insurer().pk, "kind_id": liability().pk, "number": number, "sum_fen": 50_000_000}
    return PolicySaid(**{**known, "starts_on": today - timedelta(days=1), "ends_on": today + timedelta(days=364), **fields})


def make_policy(firm: Enterprise | None = None, *, state: str = "verified", **fields: Any) -> InsurancePolicy:
    """A policy of an enterprise."""
    row = services.register_policy(firm or make_enterprise(), policy_said(**fields), actor=SYSTEM, now=clock.now())
    if state == "verified":
        services.verify_policy(row, actor=SYSTEM, now=clock.now())
    return InsurancePolicy.objects.with_names().get(pk=row.pk)

"""Insurers and policies of the demo city, and one order that is done again, to which the provider objects."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.errors import DomainError
from core.money import Money
from core.reference import read_json
from home.operations.seed.city import DATA, City
from home.operations.seed.enterprises import drawn_paper
from marketplace.bookings.models import Booking
from marketplace.bookings.states import BookingState
from marketplace.catalog.models import ServiceType
from marketplace.insurance import services as insurance
from marketplace.insurance.models import InsurancePolicy, Insurer
from marketplace.insurance.services import PolicySaid
from marketplace.warranty import services as warranty
from marketplace.warranty.models import Redo
from marketplace.workers.models import PaperKind

FILE = "assured.json"
RECENT = timedelta(days=30)


def seed_assured(city: City) -> int:
    """Write what is missing; returns how many policies and redos there are."""
    stories: Any = read_json(DATA / FILE)
    for row in stories["insurers"]:
        if not Insurer.objects.filter(name=row["name"]).exists():
            insurance.save_insurer(actor=city.acting_as(), now=city.now, active=True, **row)
    for row in stories["policies"]:
        _insure(city, row)
    if not Redo.objects.exists():
        _again(city, stories["redo"])
    return InsurancePolicy.objects.count() + Redo.objects.count()


def _insure(city: City, row: dict[str, Any]) -> None:
    firm = city.enterprises.get(row["enterprise"])
    if firm is None or InsurancePolicy.objects.filter(number=row["number"]).exists():
        return
    today = timezone.localdate(city.now)
    first, last = (today + timedelta(days=days) for days in row["days"])
    said = PolicySaid(
        insurer_id=Insurer.objects.get(name=row["insurer"]).pk,
        kind_id=PaperKind.objects.get(code=row["kind"]).pk,
        number=row["number"],
        sum_fen=Money.parse(row["yuan"]).fen,
        starts_on=first,
        ends_on=last,
        service_type_ids=list(ServiceType.objects.filter(code__in=row["services"]).values_list("pk", flat=True)),
    )
    policy = insurance.register_policy(firm, said, actor=city.acting_as(firm.applicant), now=city.now)
    if row["then"] == "verified":
        insurance.verify_policy(policy, actor=city.acting_as(), now=city.now)


def _again(city: City, story: dict[str, str]) -> None:
    """The latest finished order that is under warranty and for which somebody is free."""
    done = Booking.objects.with_names().filter(state=BookingState.CONFIRMED, ended_at__gte=city.now - RECENT, enterprise__isnull=False)
    for order in done.order_by("-ended_at", "pk")[:40]:
        try:
            warranty.require_warranty(order, city.now)
            starts = warranty.free_starts(order, now=city.now)
            photo = SimpleUploadedFile("灶台.png", drawn_paper("灶台缝"))
            family = city.acting_as(order.customer)
            row = warranty.ask_redo(order, start=starts[0], reason=story["reason"], photos=[photo], actor=family, now=city.now)
        except (DomainError, IndexError):
            continue
        firm = order.enterprise
        if firm is not None:
            warranty.object_to_redo(row, actor=city.acting_as(firm.applicant), now=city.now, note=story["objection"])
        return

"""Reads of enterprises."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery

from core import cities
from core.access import Actor, can, scopes, tenants
from core.errors import NotFound
from core.media.models import SiteRendition
from marketplace.enterprises.models import Agreement, Enterprise, Outlet
from marketplace.enterprises.states import HOLDING, AgreementState, EnterpriseState

BIGGEST = 2**63 - 1
SIZE = 20
LOGO = "fill-96x96"


def public_list(
    *, district_id: int | None = None, categories: tuple[int, ...] = (), before: tuple[datetime, int] | None = None, size: int = SIZE
) -> list[Enterprise]:
    """Admitted enterprises, the latest first, one more than `size` when there are more. One query."""
    found = Enterprise.objects.public().select_related("district").annotate(logo_file=_logo())
    if district_id is not None:
        found = found.filter(district_id=district_id)
    if categories:
        links = Enterprise.categories.through.objects.filter(category_id__in=categories)
        found = found.filter(pk__in=links.values("enterprise_id"))
    if before is not None:
        found = found.filter(Q(approved_at__lt=before[0]) | Q(approved_at=before[0], pk__lt=before[1]))
    return list(found.order_by("-approved_at", "-pk")[: size + 1])


def _logo() -> Subquery:
    return Subquery(SiteRendition.objects.filter(image_id=OuterRef("logo_id"), filter_spec=LOGO).values("file")[:1])


def public_count(*, district_id: int | None = None, categories: tuple[int, ...] = ()) -> int:
    """How many enterprises are admitted. One query."""
    found = Enterprise.objects.public()
    if district_id is not None:
        found = found.filter(district_id=district_id)
    if categories:
        links = Enterprise.categories.through.objects.filter(category_id__in=categories)
        found = found.filter(pk__in=links.values("enterprise_id"))
    return found.count()


def public_enterprise(number: int) -> Enterprise:
    """An admitted enterprise with the ids of its categories. Raises NotFound, also for one that is suspended, Elsewhere for one of another city. One query."""
    links = Enterprise.categories.through.objects.filter(enterprise_id=OuterRef("pk")).values("category_id")
    found = Enterprise.objects.public().select_related("district").annotate(category_ids=ArraySubquery(links))
    row = found.filter(pk=number).first() if number <= BIGGEST else None
    if row is None:
        cities.lead_home(lambda: Enterprise.objects.public().filter(pk=min(number, BIGGEST)).values_list("district__code", flat=True))
        raise NotFound
    return row


def card(row: Enterprise) -> dict[str, Any]:
    """An enterprise as cards and the public API show it: nothing that is not public."""
    logo = getattr(row, "logo_file", None)
    return {
        "id": row.pk,
        "name": row.shown_name,
        "legal_name": row.legal_name,
        "url": f"/enterprises/{row.pk}/",
        "district": row.district.name if row.district else None,
        "intro": row.intro,
        "art": row.art or "cover-1",
        "logo": f"{settings.MEDIA_URL}{logo}" if logo else None,
        "verified_at": row.approved_at,
        "grade": row.grade or None,
        "honour": row.get_honour_display() or None,
        "note": row.get_honour_display() or None,
    }


def featured(limit: int) -> list[dict[str, Any]]:
    """Admitted enterprises for the front page. One query."""
    return [card(row) for row in public_list(size=limit)[:limit]]


def own_of(actor: Actor) -> Enterprise | None:
    """The enterprise that the actor applied for or works in; one that works before one that waits. One query."""
    rows = list(Enterprise.objects.of_actor(actor).select_related("district").order_by("pk")[:20])
    order = [EnterpriseState.APPROVED, EnterpriseState.SUBMITTED, EnterpriseState.REJECTED, EnterpriseState.DRAFT, EnterpriseState.SUSPENDED]
    return min(rows, key=lambda row: order.index(EnterpriseState(row.state)), default=None)


def admitted_of(actor: Actor, resource: str, verb: str = "read") -> Enterprise:
    """The admitted enterprise for which the actor keeps things of this kind. Raises NotFound. One query."""
    found = Enterprise.objects.filter(organisation_id__in=tenants(actor, resource, verb), state=EnterpriseState.APPROVED).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def keeps_outlet(actor: Actor) -> bool:
    """Whether the actor works at an outlet. One query."""
    return Outlet.objects.filter(organisation_id__in=tenants(actor, Outlet.access_resource)).exists()


def own_enterprise(number: int, *, actor: Actor) -> Enterprise:
    """An enterprise of the actor, or any for staff that decide. Raises NotFound for missing and foreign ones alike. One query."""
    row = Enterprise.objects.select_related("district", "organisation", "applicant").filter(pk=number).first() if number <= BIGGEST else None
    if row is None or not (
        row.access_scopes(actor) & scopes(actor, "read", Enterprise.access_resource) & {"o", "t"} or can(actor, "approve", row) or can(actor, "suspend", row)
    ):
        raise NotFound
    return row


def queue() -> QuerySet[Enterprise]:
    """Applications that wait, the longest waiting first."""
    return Enterprise.objects.filter(state=EnterpriseState.SUBMITTED).select_related("district").order_by("applied_at", "pk")


def agreement_of(enterprise_id: int, *, on: date) -> Agreement | None:
    """The agreement that holds on a day. One query."""
    return Agreement.objects.filter(enterprise_id=enterprise_id).holding(on).first()  # type: ignore[attr-defined]


def is_paused(enterprise_id: int, *, on: date) -> bool:
    """Whether an agreement had begun by that day and none holds on it (ENT-12). One query."""
    begun = Agreement.objects.filter(enterprise_id=enterprise_id).begun(on)  # type: ignore[attr-defined]
    states = list(begun.values_list("state", "ends_on"))
    return bool(states) and not any(state == AgreementState.IN_FORCE and ends >= on for state, ends in states)


def own_data(user_id: int) -> list[dict[str, Any]]:
    """What is stored about a person in this slice, for the download (个人信息保护法 45)."""
    fields = ("legal_name", "licence_no", "contact_name", "phone", "address", "state", "applied_at")
    return list(Enterprise.objects.filter(applicant_id=user_id).order_by("pk").values(*fields))


def ids_of_keys(keys: Iterable[str]) -> dict[str, int]:
    """Import key → id of those that are known. One query for every thousand."""
    found: dict[str, int] = {}
    for some in _thousands(keys):
        found |= {key or "": number for key, number in Enterprise.objects.filter(external_id__in=some).values_list("external_id", "pk")}
    return found


def keys_of_licences(licences: Iterable[str]) -> dict[str, str]:
    """Licence → import key (or empty) of the enterprise that holds it. One query for every thousand."""
    found: dict[str, str] = {}
    for some in _thousands(licences):
        held = Enterprise.objects.filter(licence_no__in=some, state__in=HOLDING).values_list("licence_no", "external_id")
        found |= {licence: key or "" for licence, key in held}
    return found


def _thousands(values: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(values)
    while some := list(islice(rest, 1000)):
        yield some

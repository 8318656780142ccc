"""Reads of storefronts and flyers."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet, Sum
from wagtail.models import Revision

from cms.storefronts import sections
from cms.storefronts.models import Flyer, FlyerDay, Storefront, StorefrontPage
from cms.storefronts.sections import CARD, LARGE, Section
from core.access import Actor, tenants
from core.errors import NotFound
from core.media.models import SiteRendition
from core.states import history_of
from marketplace.enterprises.models import Enterprise, Outlet
from marketplace.enterprises.states import EnterpriseState, OutletState

VERSIONS = 30
DAYS_SHOWN = 30


# ---- what the public sees -----------------------------------------------------------------------------------------------------


def shown_sections(enterprise_id: int) -> list[Section]:
    """The sections that were approved last; the standard ones where there are none. One query."""
    page = StorefrontPage.objects.filter(enterprise_id=enterprise_id, live=True).only("body").first()
    found = sections.read(sections.stored(page.body)) if page is not None else []
    return found or sections.standard()


def shown_many(enterprise_ids: Sequence[int]) -> dict[int, list[Section]]:
    """The same for several enterprises; one that has no page is not in it. One query."""
    pages = StorefrontPage.objects.filter(enterprise_id__in=enterprise_ids, live=True).only("body", "enterprise_id")
    return {page.enterprise_id: sections.read(sections.stored(page.body)) for page in pages}


def pictures(found: Iterable[Section]) -> dict[int, dict[str, str]]:
    """The addresses of the two sizes of every picture in these sections. One query, none without pictures."""
    ids = sections.image_ids(found)
    sizes: dict[int, dict[str, str]] = {}
    if ids:
        made = SiteRendition.objects.filter(image_id__in=ids, filter_spec__in=[CARD, LARGE]).values_list("image_id", "filter_spec", "file")
        for image, spec, file in made:
            sizes.setdefault(image, {})["card" if spec == CARD else "large"] = f"{settings.MEDIA_URL}{file}"
    return sizes


def enterprises_without() -> list[Enterprise]:
    """Admitted enterprises that have no page yet, the oldest first."""
    return list(Enterprise.objects.filter(state=EnterpriseState.APPROVED, storefront_page=None).order_by("pk"))


# ---- what its people see ------------------------------------------------------------------------------------------------------


def own_enterprise(actor: Actor, verb: str = "update") -> Enterprise | None:
    """The admitted enterprise in which the actor keeps the storefront, None when there is none. One query."""
    places = tenants(actor, Storefront.access_resource, verb)
    found = Enterprise.objects.public().filter(organisation_id__in=places).select_related("district")
    return found.order_by("pk").first()


def storefront_of(enterprise: Enterprise) -> Storefront | None:
    """Where the storefront of an enterprise stands. One query."""
    return Storefront.objects.with_names().filter(page__enterprise=enterprise).first()


def draft_of(row: Storefront) -> list[Section]:
    """The sections of the newest version. One query."""
    latest = row.page.get_latest_revision()
    return sections.read(sections.stored((latest.as_object() if latest else row.page).body))


def version_of(row: Storefront, number: int) -> list[Section]:
    """The sections of one version. Raises NotFound for a version of something else. One query."""
    return sections.read(sections.stored(revision_of(row, number).as_object().body))


def revision_of(row: Storefront, number: int) -> Revision:
    """One version. Raises NotFound for one of something else. One query."""
    found = row.page.revisions.filter(pk=number).first() if number < 2**31 else None
    if found is None:
        raise NotFound
    return found


def versions(row: Storefront) -> list[dict[str, Any]]:
    """The newest versions: number, when, by whom, whether it is what the public sees or what is in review. One query."""
    found = row.page.revisions.select_related("user").order_by("-created_at", "-pk")[:VERSIONS]
    return [
        {
            "id": one.pk,
            "at": one.created_at,
            "by": getattr(one.user, "display_name", "") or "",
            "is_live": row.page.live and one.pk == row.page.live_revision_id,
            "is_in_review": row.state in ("submitted", "scheduled") and one.pk == row.revision_id,
            "is_latest": one.pk == row.page.latest_revision_id,
        }
        for one in found
    ]


def last_word(row: Storefront) -> str:
    """Why the newest version was sent back or taken down, empty when the last word of staff was no such thing. One query."""
    step = history_of(row).exclude(event__in=["edit", "submit", "withdraw", "cancel"]).last()
    return step.note if step is not None and step.event in ("return", "hide") else ""


# ---- flyers ---------------------------------------------------------------------------------------------------------------------


def flyers_of(enterprise: Enterprise, *, today: date) -> list[dict[str, Any]]:
    """An enterprise's flyers with their scans: all, and those of the last thirty days. Two queries."""
    rows = list(Flyer.objects.filter(enterprise=enterprise).select_related("outlet").order_by("pk"))
    counts = FlyerDay.objects.filter(flyer__in=rows).values("flyer_id")
    total = dict(counts.annotate(n=Sum("scans")).values_list("flyer_id", "n"))
    recent = dict(counts.filter(day__gt=today - timedelta(days=DAYS_SHOWN)).annotate(n=Sum("scans")).values_list("flyer_id", "n"))
    return [{"flyer": row, "total": total.get(row.pk, 0), "recent": recent.get(row.pk, 0)} for row in rows]


def own_flyer(number: int, enterprise: Enterprise) -> Flyer:
    """A flyer of this enterprise. Raises NotFound for missing and foreign ones alike. One query."""
    row = Flyer.objects.select_related("enterprise", "outlet__district").filter(pk=number, enterprise=enterprise).first() if number < 2**63 else None
    if row is None:
        raise NotFound
    return row


def outlets_of(enterprise: Enterprise) -> QuerySet[Outlet]:
    """The outlets of an enterprise that a flyer may lead to. One query."""
    return enterprise.outlets.exclude(state=OutletState.CLOSED).order_by("pk")


def scans_by_day(flyer: Flyer, *, today: date) -> list[dict[str, Any]]:
    """The scans of the last thirty days, the latest day first, days without any too. One query."""
    first = today - timedelta(days=DAYS_SHOWN - 1)
    counted = dict(FlyerDay.objects.filter(flyer=flyer, day__gte=first).values_list("day", "scans"))
    most = max(counted.values(), default=0) or 1
    days = [today - timedelta(days=ago) for ago in range(DAYS_SHOWN)]
    return [{"day": day, "scans": counted.get(day, 0), "share": round(100 * counted.get(day, 0) / most)} for day in days]


def public_flyer(code: str) -> Flyer | None:
    """The flyer with this code whose enterprise is admitted. One query."""
    return Flyer.objects.filter(code=code.upper(), enterprise__state=EnterpriseState.APPROVED).first()

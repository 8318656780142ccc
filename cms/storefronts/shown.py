"""What the template of a storefront is given: the sections with what is live in them, for the public page and for previews alike."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cms.storefronts import queries
from cms.storefronts.sections import Section
from cms.storefronts.states import SectionKind
from marketplace.catalog.queries import catalogue
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.places import cards_of
from marketplace.listings.queries.public import Filter, PublicPage, card, earliest, public_page
from marketplace.listings.states import Side

ASIDE = (SectionKind.CONTACT,)
# As many cards stand above the list of fees, which names every service.
CARDS = 6
SUMMARY = 120


def storefront_context(enterprise: Enterprise, found: Sequence[Section], *, now: datetime, side: str = "", cursor: str = "") -> dict[str, Any]:
    """Everything that is drawn; `until` is when it stops being true by time alone. At most six queries, and those of the catalogue after a change."""
    side = side if side in Side.values else Side.OFFER.value
    kinds = {section.kind for section in found}
    page = public_page(Filter(side=side, enterprise_id=enterprise.pk), now=now, cursor=cursor)
    is_first = side == Side.OFFER and not cursor
    fees = _fees(enterprise, page, now=now, is_same=is_first) if SectionKind.FEES in kinds else page
    in_short = is_first and SectionKind.FEES in kinds
    done = set(getattr(enterprise, "category_ids", ()) or enterprise.categories.values_list("pk", flat=True))
    return {
        "enterprise": enterprise,
        "identity": enterprise.identity,
        "sections": [section for section in found if section.kind not in ASIDE],
        "aside": [section for section in found if section.kind in ASIDE],
        "places_ratings": SectionKind.RATINGS in kinds,
        "pictures": queries.pictures(found),
        "page": page,
        "cards": [card(item) for item in page.items[: CARDS if in_short else None]],
        "next": None if in_short and len(page.items) > CARDS else page.next,
        "count": page.count,
        "fees": [card(item) for item in fees.items],
        "more_fees": fees.next,
        "side": side,
        "outlets": cards_of(enterprise.pk),
        "nodes": [node for node in catalogue().by_id.values() if node.id in done],
        "until": earliest(page.until, fees.until),
        "summary": summary_of(enterprise, found),
    }


def _fees(enterprise: Enterprise, page: PublicPage, *, now: datetime, is_same: bool) -> PublicPage:
    return page if is_same else public_page(Filter(side=Side.OFFER.value, enterprise_id=enterprise.pk), now=now)


def summary_of(enterprise: Enterprise, found: Sequence[Section]) -> str:
    """One or two sentences about the enterprise, for those who share the page and for search engines."""
    own = next((section.text for section in found if section.kind == SectionKind.INTRODUCTION and section.text), "")
    text = "".join(line.strip() for line in (own or enterprise.intro or f"{enterprise.legal_name}，{enterprise.district or ''}。").splitlines())
    if len(text) <= SUMMARY:
        return text
    whole = text[:SUMMARY].rpartition("。")[0]
    return f"{whole}。" if whole else f"{text[: SUMMARY - 1]}…"


def picture_of(context: dict[str, Any]) -> str:
    """The first picture on the wall, for those who share the page; empty when there is none."""
    sizes = context["pictures"]
    for section in context["sections"]:
        for item in section.items:
            if found := sizes.get(item.get("image"), {}).get("large"):
                return str(found)
    return ""

"""Blocks of an article that show something as it is now: a service, an enterprise, a course, a guidance price.

A block names the content scopes of what it shows, so the stored bytes of the page are stale in the same moment in which a price is
changed or an enterprise suspended (`core.pages.PublicPage.shown_scopes`); what ends by time ends the bytes. What the public may not see
(any more) is not drawn; the editor's preview says so instead.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from wagtail.blocks import CharBlock, ChoiceBlock, PageChooserBlock, StructBlock

from core import clock
from core.errors import NotFound
from core.pages import ends_at
from marketplace.catalog.queries import category_tree, service_choices
from marketplace.enterprises import queries as enterprises
from marketplace.enterprises.choosers import EnterpriseChooserBlock
from marketplace.listings.choosers import OfferChooserBlock
from marketplace.listings.queries.own import public_listing
from marketplace.listings.queries.shown import guidance_of, money_of
from marketplace.pricing import queries as pricing
from marketplace.pricing.queries import SCOPE as GUIDANCE
from marketplace.pricing.shown import bases_of, drawn, with_span

Found = tuple[dict[str, Any] | None, datetime | None]


class LiveBlock(StructBlock):
    """Something that stays current."""

    def scopes_shown(self, raw: Mapping[str, Any]) -> tuple[str, ...]:
        """The content scopes of what is shown, from the stored value; no query."""
        raise NotImplementedError

    def found(self, value: Any, now: datetime) -> Found:
        """What to draw, None for what the public may not see; and when that ends by time."""
        raise NotImplementedError

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """With what is there now, and whether an editor should be told that it is not."""
        context = super().get_context(value, parent_context=parent_context)
        request = (parent_context or {}).get("request")
        live, until = self.found(value, clock.now())
        if request is not None:
            ends_at(request, until)
        return {**context, "live": live, "hint": live is None and getattr(request, "is_preview", False)}


class LiveServiceBlock(LiveBlock):
    """A service with its price of now and its guidance price."""

    listing = OfferChooserBlock(label="服务")
    note = CharBlock(label="为什么放在这里", max_length=60, required=False, help_text="比如：文章里说的这种擦法，他们家做。")

    class Meta:
        icon = "tasks"
        label = "服务（价格随时更新）"
        template = "articles/blocks/live_service.html"

    def scopes_shown(self, raw: Mapping[str, Any]) -> tuple[str, ...]:
        """The listing, whoever answers for it, its trade, the guidance price."""
        return (f"listing:{raw.get('listing')}", "enterprises", "accounts", "catalog", GUIDANCE)

    def found(self, value: Any, now: datetime) -> Found:
        """The listing while it is public. Two queries."""
        chosen = value.get("listing")
        try:
            row = public_listing(chosen.pk, now=now) if chosen is not None else None
        except NotFound:
            row = None
        if row is None:
            return None, None
        guidance, starts_at = guidance_of([row], now=now)
        ends = [moment for moment in (row.expires_at, starts_at) if moment is not None]
        return {"row": row, "guide": drawn(guidance[row.pk], money_of(row)["price_yuan"])}, min(ends, default=None)


class LiveEnterpriseBlock(LiveBlock):
    """An enterprise as the public knows it now."""

    enterprise = EnterpriseChooserBlock(label="企业")
    note = CharBlock(label="为什么放在这里", max_length=60, required=False)

    class Meta:
        icon = "group"
        label = "企业店铺"
        template = "articles/blocks/live_enterprise.html"

    def scopes_shown(self, raw: Mapping[str, Any]) -> tuple[str, ...]:
        """The enterprises and the names of districts."""
        return ("enterprises", "catalog")

    def found(self, value: Any, now: datetime) -> Found:
        """The enterprise while it is admitted. One query."""
        chosen = value.get("enterprise")
        try:
            return (enterprises.card(enterprises.public_enterprise(chosen.pk)) if chosen is not None else None), None
        except NotFound:
            return None, None


class LiveCourseBlock(LiveBlock):
    """A course with its days, fee and free seats of now; what is shown is asked by the tags of training."""

    course = PageChooserBlock(label="课程", page_type="training.CoursePage")
    note = CharBlock(label="为什么放在这里", max_length=60, required=False)

    class Meta:
        icon = "calendar-alt"
        label = "培训课程（名额随时更新）"
        template = "articles/blocks/live_course.html"

    def scopes_shown(self, raw: Mapping[str, Any]) -> tuple[str, ...]:
        """The page, who organises it, the names of districts."""
        return ("pages", "enterprises", "catalog")

    def found(self, value: Any, now: datetime) -> Found:
        """The page that was chosen; the template asks whether it is shown."""
        return ({"page": value["course"]} if value.get("course") is not None else None), None


class LivePriceBlock(LiveBlock):
    """The guidance prices of a service that hold today."""

    service = ChoiceBlock(label="服务项目", choices=service_choices)

    class Meta:
        icon = "table"
        label = "指导价（当天的）"
        template = "articles/blocks/live_price.html"

    def scopes_shown(self, raw: Mapping[str, Any]) -> tuple[str, ...]:
        """Guidance prices and the catalogue."""
        return (GUIDANCE, "catalog")

    def found(self, value: Any, now: datetime) -> Found:
        """The ranges of the service today. One query, and that of the catalogue."""
        nodes = (node for top in category_tree() for node in (top, *top.children))
        known = next(((node, service) for node in nodes for service in node.services if service.code == value.get("service")), None)
        if known is None:
            return None, None
        node, service = known
        ranges = pricing.ranges(on=timezone.localdate(now), service_type_id=service.id)
        rows = [with_span(item) for item in ranges.items]
        return ({"node": node, "service": service, "rows": rows, "bases": bases_of(rows)} if rows else None), ranges.until

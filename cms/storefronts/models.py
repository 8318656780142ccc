"""Storefronts: the page of an enterprise, where its newest version stands, and the flyers that lead to it.

`StorefrontPage` is a Wagtail page for its drafts, versions and publication. It stands below an index that belongs to no site, so that
neither Wagtail's own address, nor the sitemap of pages, nor the content API can show it: the only door is `enterprises:detail`, which
asks the enterprise's state first. What an enterprise writes goes through services; nobody edits these pages in the admin.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page, PagePermissionTester

from cms.storefronts.blocks import StorefrontBody
from cms.storefronts.states import STOREFRONT_MACHINE, TONES, StorefrontState
from core.access import Actor, ScopedQuerySet
from core.fields import StreamField
from core.states import register
from marketplace.enterprises.states import EnterpriseState


class ClosedPage(PagePermissionTester):
    """Nothing is done to these pages in the page editor: enterprises have forms of their own, moderators a screen of their own."""

    def _no(self, *args: Any, **kwargs: Any) -> bool:
        return False

    can_add_subpage = can_edit = can_delete = can_unpublish = can_publish = can_submit_for_moderation = _no
    can_set_view_restrictions = can_unschedule = can_lock = can_unlock = can_publish_subpage = can_reorder_children = _no
    can_move = can_move_to = can_copy = can_copy_to = can_view_revisions = _no


def closed_to_all(page: Any, user: Any) -> ClosedPage:
    """`permissions_for_user` of these pages."""
    return ClosedPage(user, page)


class StorefrontIndexPage(Page):
    """Under which all storefronts stand. Beside the sites, not in one."""

    is_creatable = False
    permissions_for_user = closed_to_all
    max_count = 1
    parent_page_types: ClassVar[list[str]] = []
    subpage_types: ClassVar = ["storefronts.StorefrontPage"]

    class Meta:
        verbose_name = "企业页面总目录"
        verbose_name_plural = "企业页面总目录"


class StorefrontPage(Page):
    """The page of one enterprise."""

    enterprise = models.OneToOneField("enterprises.Enterprise", verbose_name="企业", on_delete=models.PROTECT, related_name="storefront_page")
    body = StreamField(StorefrontBody, verbose_name="栏目", blank=True)

    is_creatable = False
    permissions_for_user = closed_to_all
    parent_page_types: ClassVar[list[str]] = []
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "企业页面"
        verbose_name_plural = "企业页面"

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """Where it is shown: at the enterprise's own address."""
        return (0, "", reverse("enterprises:detail", args=[self.enterprise_id]))


class StorefrontQuerySet(ScopedQuerySet):
    """Storefronts by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`p`: of an admitted enterprise; `t`: of the actor's organisation."""
        return {
            "p": Q(page__enterprise__state=EnterpriseState.APPROVED),
            "t": Q(page__enterprise__organisation_id__in=actor.organisation_ids),
        }

    def with_names(self) -> "StorefrontQuerySet":
        """With the page and its enterprise, in one query."""
        return self.select_related("page", "page__enterprise", "page__enterprise__district")


@register
class Storefront(models.Model):
    """Where the newest version of a storefront stands."""

    access_resource = "storefront"
    machine = STOREFRONT_MACHINE
    tones = TONES

    page = models.OneToOneField(StorefrontPage, verbose_name="页面", on_delete=models.CASCADE, related_name="storefront")
    state = models.CharField("状态", max_length=12, choices=StorefrontState.choices, default=StorefrontState.PUBLISHED)
    revision_id = models.BigIntegerField("交审的版本", null=True)
    go_live_at = models.DateTimeField("什么时候上线", null=True)
    submitted_at = models.DateTimeField("交审时间", null=True)
    changed_at = models.DateTimeField("修改时间")

    objects = StorefrontQuerySet.as_manager()

    class Meta:
        verbose_name = "企业页面"
        verbose_name_plural = "企业页面"
        indexes = [
            models.Index(fields=["state", "submitted_at"], name="storefronts_queue"),
            models.Index(fields=["go_live_at"], name="storefronts_due", condition=Q(state="scheduled")),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(state__in=["submitted", "scheduled"]) | Q(revision_id__isnull=False), name="storefronts_version_in_review"),
            models.CheckConstraint(condition=~Q(state="scheduled") | Q(go_live_at__isnull=False), name="storefronts_hour_when_scheduled"),
        ]

    def __str__(self) -> str:
        return str(self.page.enterprise.shown_name)

    def access_scopes(self, actor: Actor) -> set[str]:
        """`p`: of an admitted enterprise; `t`: of the actor's organisation."""
        enterprise = self.page.enterprise
        found = {"p"} if enterprise.state == EnterpriseState.APPROVED else set()
        if enterprise.organisation_id is not None and enterprise.organisation_id in actor.organisation_ids:
            found.add("t")
        return found


class FlyerQuerySet(ScopedQuerySet):
    """Flyers by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`t`: of the actor's enterprise, or of his outlet."""
        return {"t": Q(enterprise__organisation_id__in=actor.organisation_ids) | Q(outlet__organisation_id__in=actor.organisation_ids)}


class Flyer(models.Model):
    """A printed sheet of an enterprise, or of one of its outlets, for one campaign or for none, with a short address of its own (MKT-15)."""

    access_resource = "storefront"

    enterprise = models.ForeignKey("enterprises.Enterprise", verbose_name="企业", on_delete=models.PROTECT, related_name="flyers")
    outlet = models.ForeignKey("enterprises.Outlet", verbose_name="门店", null=True, blank=True, on_delete=models.PROTECT, related_name="flyers")
    code = models.CharField("短码", max_length=12, unique=True)
    campaign = models.CharField("用在哪儿", max_length=30, blank=True)
    created_at = models.DateTimeField("建立时间")

    objects = FlyerQuerySet.as_manager()

    class Meta:
        verbose_name = "宣传单"
        verbose_name_plural = "宣传单"
        constraints = [models.UniqueConstraint(fields=["enterprise", "outlet", "campaign"], nulls_distinct=False, name="storefronts_flyer_once")]

    def __str__(self) -> str:
        return "，".join(filter(None, [self.outlet.name if self.outlet else "", self.campaign])) or "通用"

    def access_scopes(self, actor: Actor) -> set[str]:
        """`t`: of the actor's enterprise, or of his outlet."""
        places = [one.organisation_id for one in (self.enterprise, self.outlet) if one is not None]
        return {"t"} if not actor.organisation_ids.isdisjoint(places) else set()


class FlyerDay(models.Model):
    """How often a flyer was scanned on a day. Nothing is kept about who did it."""

    flyer = models.ForeignKey(Flyer, on_delete=models.CASCADE, related_name="days")
    day = models.DateField("日期")
    scans = models.PositiveIntegerField("扫码次数", default=0)

    class Meta:
        verbose_name = "扫码统计"
        verbose_name_plural = "扫码统计"
        constraints = [models.UniqueConstraint(fields=["flyer", "day"], name="storefronts_scans_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.scans}"

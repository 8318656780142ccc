"""Listings: what somebody offers or is looking for, and the conversations about it.

An enterprise's bookable service is a `Listing` with side offer, priced and published; a family's need is one with side request.
What is public is said in one place only, `ListingQuerySet.public`: published, not expired, and whoever answers for it is in good
standing. So a suspended enterprise or account takes its listings with it at commit, without touching their rows.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.access import Actor, ScopedQuerySet
from core.cities import inside
from core.states import register
from marketplace.listings.constraints import LISTING_CONSTRAINTS, LISTING_INDEXES
from marketplace.listings.states import ENQUIRY_MACHINE, LISTING_MACHINE, TONES, EnquiryState, ListingState, PartOfDay, Side

APPROVED = "approved"
IN_GOOD_STANDING = Q(enterprise__state=APPROVED) | Q(enterprise=None, author__is_active=True) | Q(enterprise=None, author=None)


class ListingQuerySet(ScopedQuerySet):
    """Listings by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`p`: published by somebody in good standing (expiry is `public(now)`); `o`: the actor's own; `t`: of the actor's organisation."""
        return {
            "p": Q(state=ListingState.PUBLISHED) & IN_GOOD_STANDING,
            "o": Q(author_id=actor.user_id, enterprise=None),
            "t": Q(enterprise__organisation_id__in=actor.organisation_ids),
        }

    def public(self, now: datetime) -> Self:
        """What visitors may see at this moment: published, not expired, by an admitted enterprise or an active member; in the city asked for."""
        return self.filter(IN_GOOD_STANDING, inside(), state=ListingState.PUBLISHED, expires_at__gt=now)

    def of_member(self, user_id: int) -> Self:
        """What a person has posted for himself."""
        return self.filter(author_id=user_id, enterprise=None)

    def of_organisations(self, organisation_ids: Iterable[int]) -> Self:
        """What enterprises have posted."""
        return self.filter(enterprise__organisation_id__in=organisation_ids)

    def with_names(self) -> Self:
        """With everything that a list shows, in the same query."""
        return self.select_related("category", "category__parent", "service_type", "district", "street", "unit", "enterprise", "author")

    def newest_first(self) -> Self:
        """The order of every list: by publication, newest first."""
        return self.order_by(F("published_at").desc(nulls_last=True), "-pk")


@register
class Listing(models.Model):
    """An offer (price, unit, what is and is not included, service area) or a request (budget, wanted time, place)."""

    access_resource = "listing"
    machine = LISTING_MACHINE
    tones = TONES

    side = models.CharField("供求", max_length=7, choices=Side.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="发布人", null=True, blank=True, on_delete=models.PROTECT, related_name="listings")
    enterprise = models.ForeignKey("enterprises.Enterprise", verbose_name="企业", null=True, blank=True, on_delete=models.PROTECT, related_name="listings")
    category = models.ForeignKey("catalog.Category", verbose_name="分类", on_delete=models.PROTECT, related_name="+")
    service_type = models.ForeignKey("catalog.ServiceType", verbose_name="服务项目", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField("标题", max_length=120)
    description = models.TextField("说明", max_length=5000, blank=True)
    district = models.ForeignKey("core.District", verbose_name="所在区", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    street = models.ForeignKey("core.Region", verbose_name="街道", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place = models.CharField("大概位置", max_length=60, blank=True)
    lat = models.FloatField("纬度", null=True, blank=True)
    lng = models.FloatField("经度", null=True, blank=True)
    tags = ArrayField(models.CharField(max_length=20), verbose_name="标签", default=list, blank=True)
    unit = models.ForeignKey("core.Unit", verbose_name="计价单位", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    price_fen = models.BigIntegerField("价格（分）", null=True, blank=True)
    included = ArrayField(models.CharField(max_length=80), verbose_name="包含", default=list, blank=True)
    not_included = ArrayField(models.CharField(max_length=80), verbose_name="不包含", default=list, blank=True)
    service_area = models.ManyToManyField("core.District", verbose_name="上门范围", blank=True, related_name="+")
    budget_min_fen = models.BigIntegerField("预算下限（分）", null=True, blank=True)
    budget_max_fen = models.BigIntegerField("预算上限（分）", null=True, blank=True)
    wanted_from = models.DateField("希望从哪天起", null=True, blank=True)
    wanted_until = models.DateField("到哪天止", null=True, blank=True)
    wanted_part = models.CharField("哪个时段", max_length=10, choices=PartOfDay.choices, blank=True, default=PartOfDay.ANY, db_default="")
    wanted_time = models.CharField("什么时间", max_length=60, blank=True)
    art = models.CharField("配图", max_length=40, blank=True)
    state = models.CharField("状态", max_length=10, choices=ListingState.choices, default=ListingState.DRAFT)
    created_at = models.DateTimeField("建立时间")
    changed_at = models.DateTimeField("修改时间")
    published_at = models.DateTimeField("发布时间", null=True)
    expires_at = models.DateTimeField("到期时间", null=True)
    external_id = models.CharField("外部编号", max_length=120, null=True, blank=True, unique=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = "供求信息"
        verbose_name_plural = "供求信息"
        constraints = LISTING_CONSTRAINTS
        indexes = LISTING_INDEXES

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("listings:detail", args=[self.pk])

    def is_public(self, now: datetime) -> bool:
        """Whether visitors may see it at this moment; the same rule as `ListingQuerySet.public`."""
        return self.in_good_standing and self.state == ListingState.PUBLISHED and self.expires_at is not None and self.expires_at > now

    @property
    def in_good_standing(self) -> bool:
        """Whether whoever answers for it may be seen."""
        if self.enterprise is not None:
            return self.enterprise.state == APPROVED
        return self.author is None or self.author.is_active

    @property
    def drawing(self) -> str:
        """The drawing for want of a photo: its own, else the category's."""
        return self.art or self.category.art or "livingroom"

    @property
    def poster_name(self) -> str:
        """Who answers for it, as the public may read it: the enterprise, or a member by the name that he chose (MEM-03, MEM-04)."""
        if self.enterprise is not None:
            return self.enterprise.shown_name
        return (self.author.display_name if self.author else "") or "会员"

    def access_scopes(self, actor: Actor) -> set[str]:
        """`p`: published by somebody in good standing; `o`: the actor's own; `t`: of the actor's organisation."""
        found = {"p"} if self.state == ListingState.PUBLISHED and self.in_good_standing else set()
        if self.enterprise is None:
            return found | ({"o"} if actor.user_id is not None and self.author_id == actor.user_id else set())
        return found | ({"t"} if self.enterprise.organisation_id in actor.organisation_ids else set())


class ListingPhoto(models.Model):
    """A photo of a listing, in order."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="photos")
    image = models.ForeignKey("media.SiteImage", on_delete=models.PROTECT, related_query_name="listingphoto", related_name="listing_photos")
    position = models.PositiveSmallIntegerField("次序", default=0)
    alt = models.CharField("照片上是什么", max_length=60, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "照片"
        verbose_name_plural = "照片"
        constraints = [models.UniqueConstraint(fields=["listing", "image"], name="listings_photo_once")]
        indexes = [models.Index(fields=["listing", "position", "id"], name="listings_photo_order")]

    def __str__(self) -> str:
        return f"{self.listing_id} #{self.position}"


class EnquiryQuerySet(ScopedQuerySet):
    """Enquiries by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`o`: asked by the actor, or about the actor's own listing; `t`: about a listing of the actor's organisation."""
        return {
            "o": Q(asker_id=actor.user_id) | Q(listing__author_id=actor.user_id, listing__enterprise=None),
            "t": Q(listing__enterprise__organisation_id__in=actor.organisation_ids),
        }


@register
class Enquiry(models.Model):
    """A conversation (留言咨询) between somebody and whoever answers for a listing; no number is shown in either direction."""

    access_resource = "enquiry"
    machine = ENQUIRY_MACHINE
    tones = {"open": "ok", "hidden": "bad"}

    listing = models.ForeignKey(Listing, verbose_name="供求信息", on_delete=models.PROTECT, related_name="enquiries")
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="留言人", on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=8, choices=EnquiryState.choices, default=EnquiryState.OPEN)
    created_at = models.DateTimeField("开始时间")
    last_at = models.DateTimeField("最后一条")

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = "留言咨询"
        verbose_name_plural = "留言咨询"
        constraints = [models.UniqueConstraint(fields=["listing", "asker"], name="listings_one_enquiry_each")]
        indexes = [
            models.Index(fields=["asker", "-last_at", "-id"], name="listings_asked"),
            models.Index(fields=["listing", "-last_at", "-id"], name="listings_asked_about"),
        ]

    def __str__(self) -> str:
        return f"留言 #{self.pk}"

    def access_scopes(self, actor: Actor) -> set[str]:
        """`o`: asked by the actor, or about the actor's own listing; `t`: about a listing of the actor's organisation."""
        found = {"o"} if actor.user_id is not None and self.asker_id == actor.user_id else set()
        mine = self.listing.access_scopes(actor) & {"o", "t"}
        return found | mine


class EnquiryMessage(models.Model):
    """One message, at most 300 characters. `from_asker`: from the one who asks, else from whoever answers for the listing."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_asker = models.BooleanField("留言人一方")
    text = models.CharField("内容", max_length=300)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "留言"
        verbose_name_plural = "留言"
        indexes = [models.Index(fields=["enquiry", "id"], name="listings_messages")]

    def __str__(self) -> str:
        return f"{self.enquiry_id} #{self.pk}"


class FormerPrice(models.Model):
    """What an offer cost until a moment (PRI-08). Written by the database whenever price or unit changes (trigger in migration 0004), never edited."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="former_prices")
    price_fen = models.BigIntegerField("价格（分）", null=True)
    unit = models.ForeignKey("core.Unit", verbose_name="单位", null=True, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField("到什么时候")

    class Meta:
        verbose_name = "从前的价格"
        verbose_name_plural = "从前的价格"
        indexes = [models.Index(fields=["listing", "until"], name="listings_former_prices")]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.price_fen}"


class OutletOffer(models.Model):
    """An offer that an outlet of the enterprise provides. An outlet without a row provides all of them (CHN-05)."""

    outlet = models.ForeignKey("enterprises.Outlet", verbose_name="门店", on_delete=models.CASCADE, related_name="offers")
    listing = models.ForeignKey(Listing, verbose_name="服务", on_delete=models.CASCADE, related_name="at_outlets")

    class Meta:
        verbose_name = "门店做的服务"
        verbose_name_plural = "门店做的服务"
        constraints = [models.UniqueConstraint(fields=["outlet", "listing"], name="listings_at_outlet_once")]

    def __str__(self) -> str:
        return f"{self.outlet_id} {self.listing_id}"

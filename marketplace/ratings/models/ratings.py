"""Ratings, their versions, photos and replies."""

import re
from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.access import Actor, ScopedQuerySet
from core.states import register
from marketplace.ratings.states import PARTS, RATING_MACHINE, TONES, RatingState, Subject

LOWEST, HIGHEST = 1, 5
LONGEST_TEXT, LONGEST_REPLY = 800, 500
EXCERPT = 40
CALLED = re.compile(r"[^\W\d_](?:女士|先生|阿姨|大爷|大妈|奶奶|爷爷|老师|师傅|姐|哥)")
# The sizes in which a photo is shown.
SMALL, LARGE = "fill-160x160", "max-1280x960"
FIVE = Q(score__gte=LOWEST, score__lte=HIGHEST)


def _part(name: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(PARTS[name], null=True, blank=True)


def _parts_in_range() -> Q:
    found = FIVE
    for name in PARTS:
        found &= Q(**{name: None}) | Q(**{f"{name}__gte": LOWEST, f"{name}__lte": HIGHEST})
    return found


class RatingQuerySet(ScopedQuerySet):
    """Ratings by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`p`: public; `o`: written by the actor; `t`: about the actor's organisation; `s`: about somebody of his outlet; `j`: about the actor who works for himself. Whoever is rated sees nothing that still waits."""
        out = ~Q(state=RatingState.PENDING)
        return {
            "p": Q(state=RatingState.PUBLISHED),
            "o": Q(author_id=actor.user_id) if actor.user_id is not None else Q(pk=None),
            "t": out & Q(enterprise__organisation_id__in=actor.organisation_ids),
            "s": out & Q(enterprise__isnull=False, worker__outlet__organisation_id__in=actor.organisation_ids),
            "j": out & Q(enterprise=None, worker__user_id=actor.user_id, worker__isnull=False),
        }

    def public(self) -> Self:
        """What visitors may see."""
        return self.filter(state=RatingState.PUBLISHED)

    def about(self, kind: str, number: int) -> Self:
        """What counts for an enterprise, a service or a worker."""
        return self.filter(**{f"{Subject(kind).value}_id": number})

    def with_names(self) -> Self:
        """With everything that a page shows but the photos, in the same query."""
        return self.select_related("booking", "author", "listing", "enterprise", "worker__outlet", "service_type", "district", "reply")


@register
class Rating(models.Model):
    """What the family says of one finished order. Whom it counts for stands in the row, as it was when the work was done."""

    access_resource = "rating"
    machine = RATING_MACHINE
    tones = TONES

    booking = models.OneToOneField("bookings.Booking", verbose_name="订单", on_delete=models.PROTECT, related_name="rating")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="谁评的", on_delete=models.PROTECT, related_name="ratings")
    listing = models.ForeignKey("listings.Listing", verbose_name="服务", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("enterprises.Enterprise", verbose_name="企业", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey("workers.Worker", verbose_name="服务人员", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    service_type = models.ForeignKey("catalog.ServiceType", verbose_name="服务项目", on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey("core.District", verbose_name="区", on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=RatingState.choices, default=RatingState.PENDING)
    score = models.PositiveSmallIntegerField("总分")
    punctual = _part("punctual")
    skill = _part("skill")
    attitude = _part("attitude")
    price = _part("price")
    text = models.CharField("评价", max_length=LONGEST_TEXT, blank=True)
    anonymous = models.BooleanField("不显示称呼", default=False)
    reward_points = models.PositiveSmallIntegerField("奖励积分", default=0)
    blind_until = models.DateTimeField("最晚公开", null=True, blank=True)
    created_at = models.DateTimeField("评价时间")
    published_at = models.DateTimeField("公开时间", null=True, blank=True)
    edited_at = models.DateTimeField("修改时间", null=True, blank=True)

    objects = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = "评价"
        verbose_name_plural = "评价"
        constraints = [
            models.CheckConstraint(condition=_parts_in_range(), name="ratings_one_to_five"),
            models.CheckConstraint(condition=Q(enterprise__isnull=False) | Q(worker__isnull=False), name="ratings_about_somebody"),
            models.CheckConstraint(condition=~Q(state=RatingState.PENDING) | Q(blind_until__isnull=False), name="ratings_waiting_has_an_end"),
        ]
        indexes = [
            models.Index(fields=["enterprise", "-id"], name="ratings_of_enterprise"),
            models.Index(fields=["listing", "-id"], name="ratings_of_listing"),
            models.Index(fields=["worker", "-id"], name="ratings_of_worker"),
            models.Index(fields=["author", "-id"], name="ratings_of_author"),
            models.Index(fields=["state", "-id"], name="ratings_by_state"),
            models.Index(fields=["blind_until"], name="ratings_waiting", condition=Q(state=RatingState.PENDING)),
        ]

    def __str__(self) -> str:
        return f"{self.title}：{self.excerpt}"

    def get_absolute_url(self) -> str:
        """Its own public page."""
        return reverse("ratings:one", args=[self.pk])

    @property
    def title(self) -> str:
        """What it is about, without the score."""
        return f"对「{self.booking.title}」的评价"

    @property
    def excerpt(self) -> str:
        """The beginning of the text."""
        return self.text[:EXCERPT] or "没写字"

    @property
    def said_by(self) -> str:
        """Who wrote it, as strangers read it: where, and the family name as people are called (陈女士), else its first character."""
        name = "" if self.anonymous else (self.author.display_name or "").strip()
        if not name:
            return f"{self.district.short}的一户人家"
        return f"{self.district.short} {name if CALLED.fullmatch(name) else f'{name[:1]}**'}"

    @property
    def parts(self) -> list[tuple[str, int]]:
        """The sub-scores that were given, by name."""
        return [(label, value) for name, label in PARTS.items() if (value := getattr(self, name)) is not None]

    @property
    def subjects(self) -> list[tuple[str, int]]:
        """What it counts for, in the order in which rows are locked."""
        return [(kind, number) for kind in sorted(Subject.values) if (number := getattr(self, f"{kind}_id")) is not None]

    def is_editable(self, now: datetime, until: datetime) -> bool:
        """Whether its words may still be changed."""
        return self.state != RatingState.HIDDEN and now <= until

    def access_scopes(self, actor: Actor) -> set[str]:
        """As `RatingQuerySet.scope_q`."""
        found = {"p"} if self.state == RatingState.PUBLISHED else set()
        if actor.user_id is None:
            return found
        if self.author_id == actor.user_id:
            found.add("o")
        if self.state == RatingState.PENDING:
            return found
        if self.enterprise is not None and self.enterprise.organisation_id in actor.organisation_ids:
            found.add("t")
        if self.enterprise is not None and self._of_outlet(actor.organisation_ids):
            found.add("s")
        if self.enterprise is None and self.worker is not None and self.worker.user_id == actor.user_id:
            found.add("j")
        return found

    def _of_outlet(self, organisations: frozenset[int]) -> bool:
        """Whether it is about somebody of an outlet among these. No query for a row with its names."""
        outlet = self.worker.outlet if organisations and self.worker is not None else None
        return outlet is not None and outlet.organisation_id in organisations


class Version(models.Model):
    """What a rating said from a moment on; append-only (trigger in migration 0002)."""

    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("第几版")
    score = models.PositiveSmallIntegerField("总分")
    punctual = _part("punctual")
    skill = _part("skill")
    attitude = _part("attitude")
    price = _part("price")
    text = models.CharField("评价", max_length=LONGEST_TEXT, blank=True)
    anonymous = models.BooleanField("不显示称呼", default=False)
    photos = ArrayField(models.BigIntegerField(), verbose_name="照片", default=list, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "评价的一版"
        verbose_name_plural = "评价的历史"
        constraints = [models.UniqueConstraint(fields=["rating", "number"], name="ratings_version_once")]

    def __str__(self) -> str:
        return f"{self.rating_id} #{self.number}"


class Photo(models.Model):
    """A photo of the work, in order; taken in by the upload door, which leaves out where and by what it was taken."""

    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="photos")
    image = models.ForeignKey("media.SiteImage", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "评价的照片"
        verbose_name_plural = "评价的照片"
        constraints = [models.UniqueConstraint(fields=["rating", "image"], name="ratings_photo_once")]

    def __str__(self) -> str:
        return f"{self.rating_id} #{self.position}"


class Reply(models.Model):
    """The provider's one public reply; append-only (trigger in migration 0002)."""

    rating = models.OneToOneField(Rating, on_delete=models.PROTECT, related_name="reply")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="谁回的", on_delete=models.PROTECT, related_name="+")
    text = models.CharField("回复", max_length=LONGEST_REPLY)
    created_at = models.DateTimeField("回复时间")

    class Meta:
        verbose_name = "回复"
        verbose_name_plural = "回复"

    def __str__(self) -> str:
        return self.text[:EXCERPT]

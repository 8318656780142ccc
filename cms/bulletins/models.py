"""Notices on the board: what staff, families and enterprises tell their neighbours (信息发布, POR-06).

What is public is said in one place only, `BulletinQuerySet.public`: published, not past its end, and whoever answers for it in good
standing. So a suspended enterprise or account takes its notices with it, without touching their rows.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from cms.bulletins.states import BULLETIN_MACHINE, TONES, BulletinKind, BulletinState
from core.access import Actor, ScopedQuerySet
from core.cities import inside
from core.states import register

APPROVED = "approved"
IN_GOOD_STANDING = Q(official=True) | Q(enterprise__state=APPROVED) | Q(enterprise=None, author__is_active=True)
LOOSE = Q(state__in=[BulletinState.DRAFT, BulletinState.CLOSED])
LIVE = Q(state=BulletinState.PUBLISHED)


class BulletinQuerySet(ScopedQuerySet):
    """Notices by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`p`: published by somebody in good standing (the end is `public(now)`); `o`: the actor's own; `t`: of the actor's organisation."""
        return {
            "p": LIVE & IN_GOOD_STANDING,
            "o": Q(author_id=actor.user_id, enterprise=None),
            "t": Q(enterprise__organisation_id__in=actor.organisation_ids),
        }

    def public(self, now: datetime) -> Self:
        """What visitors may see at this moment."""
        return self.filter(IN_GOOD_STANDING, inside(instead="enterprise__district"), state=BulletinState.PUBLISHED, expires_at__gt=now)

    def of_people(self, user_id: int | None, organisation_ids: Iterable[int]) -> Self:
        """What a person has written for himself, and what was written for these organisations."""
        return self.filter(Q(author_id=user_id or 0, enterprise=None) | Q(enterprise__organisation_id__in=organisation_ids))

    def with_names(self) -> Self:
        """With everything that a page shows, in the same query."""
        return self.select_related("district", "enterprise", "author")

    def newest_first(self) -> Self:
        """The order of every public list."""
        return self.order_by(F("published_at").desc(nulls_last=True), "-pk")


@register
class Bulletin(models.Model):
    """A notice: by the network centre (`official`), by an enterprise, or by a member for himself."""

    access_resource = "bulletin"
    machine = BULLETIN_MACHINE
    tones = TONES

    author = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="写的人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("enterprises.Enterprise", verbose_name="企业", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    official = models.BooleanField("网络中心发布", default=False)
    kind = models.CharField("种类", max_length=12, choices=BulletinKind.choices)
    title = models.CharField("标题", max_length=60)
    text = models.TextField("内容", max_length=3000, blank=True)
    district = models.ForeignKey("core.District", verbose_name="哪个区", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=BulletinState.choices, default=BulletinState.DRAFT)
    created_at = models.DateTimeField("建立时间")
    changed_at = models.DateTimeField("修改时间")
    published_at = models.DateTimeField("发布时间", null=True)
    expires_at = models.DateTimeField("有效期到", null=True)

    objects = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = "公告"
        verbose_name_plural = "便民公告"
        constraints = [
            models.CheckConstraint(condition=LOOSE | (Q(expires_at__isnull=False) & ~Q(title="") & ~Q(text="")), name="bulletins_complete"),
            models.CheckConstraint(condition=~LIVE | Q(published_at__isnull=False), name="bulletins_published_has_date"),
            models.CheckConstraint(condition=Q(official=False) | Q(enterprise=None), name="bulletins_one_sender"),
        ]
        indexes = [
            models.Index(F("published_at").desc(), F("id").desc(), name="bulletins_newest", condition=LIVE),
            models.Index("author", F("id").desc(), name="bulletins_of_author"),
            models.Index("enterprise", F("id").desc(), name="bulletins_of_enterprise"),
            models.Index(fields=["expires_at"], name="bulletins_expiry", condition=LIVE),
            models.Index(fields=["changed_at", "id"], name="bulletins_queue", condition=Q(state=BulletinState.PENDING)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("bulletins:detail", args=[self.pk])

    def is_public(self, now: datetime) -> bool:
        """Whether visitors may see it at this moment; the same rule as `BulletinQuerySet.public`."""
        return self.in_good_standing and self.state == BulletinState.PUBLISHED and self.expires_at is not None and self.expires_at > now

    @property
    def in_good_standing(self) -> bool:
        """Whether whoever answers for it may be seen."""
        if self.official:
            return True
        if self.enterprise is not None:
            return self.enterprise.state == APPROVED
        return self.author is not None and self.author.is_active

    @property
    def sender(self) -> str:
        """Who answers for it, as the public may read it: a member by the name that he chose."""
        if self.official:
            return "网络中心"
        if self.enterprise is not None:
            return self.enterprise.shown_name
        return (self.author.display_name if self.author else "") or "会员"

    def access_scopes(self, actor: Actor) -> set[str]:
        """`p`: published by somebody in good standing; `o`: the actor's own; `t`: of the actor's organisation."""
        found = {"p"} if self.state == BulletinState.PUBLISHED and self.in_good_standing else set()
        if self.enterprise is None:
            return found | ({"o"} if actor.user_id is not None and self.author_id == actor.user_id else set())
        return found | ({"t"} if self.enterprise.organisation_id in actor.organisation_ids else set())

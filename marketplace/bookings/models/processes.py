"""How a service is done and what it can be ordered with: steps and evidence by service type, add-ons by offer (BKG-21, SVC-27)."""

from django.db import models
from django.db.models import Q

from core.access import Actor, ScopedQuerySet
from core.models import SharedRows, everybodys

MOST_ADDON_MINUTES = 480


class ProcessStep(models.Model):
    """A line of the process of a service type beside its checklist; one without a service type is of all of them."""

    access_resource = "booking_rule"
    KINDS = [("step", "步骤"), ("evidence", "留证")]

    service_type = models.ForeignKey(
        "catalog.ServiceType", verbose_name="服务项目", null=True, blank=True, on_delete=models.CASCADE, related_name="process_steps"
    )
    kind = models.CharField("种类", max_length=8, choices=KINDS)
    position = models.PositiveSmallIntegerField("次序")
    text = models.CharField("做什么", max_length=120)

    objects = SharedRows.as_manager()

    class Meta:
        verbose_name = "服务流程"
        verbose_name_plural = "服务流程"
        constraints = [
            models.UniqueConstraint(fields=["service_type", "kind", "position"], nulls_distinct=False, name="bookings_process_once"),
            models.CheckConstraint(condition=~Q(text=""), name="bookings_process_says_something"),
        ]

    def __str__(self) -> str:
        return self.text

    access_scopes = everybodys


class AddOnQuerySet(ScopedQuerySet):
    """Add-ons by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`p`: for sale; `t`: of the actor's organisation's offers; `o`: of the actor's own."""
        return {
            "p": Q(active=True),
            "t": Q(listing__enterprise__organisation_id__in=actor.organisation_ids),
            "o": Q(listing__enterprise=None, listing__author_id=actor.user_id or 0),
        }


class AddOn(models.Model):
    """Something that can be ordered with an offer for a price and so many minutes. One that is no longer sold stays for the orders that have it."""

    access_resource = "addon"

    listing = models.ForeignKey("listings.Listing", verbose_name="服务", on_delete=models.CASCADE, related_name="addons")
    name = models.CharField("加什么", max_length=30)
    price_fen = models.BigIntegerField("加多少（分）")
    minutes = models.PositiveSmallIntegerField("多做几分钟", default=0)
    active = models.BooleanField("在卖", default=True)
    created_at = models.DateTimeField("什么时候")

    objects = AddOnQuerySet.as_manager()

    class Meta:
        verbose_name = "增值项目"
        verbose_name_plural = "增值项目"
        constraints = [
            models.UniqueConstraint(fields=["listing", "name"], condition=Q(active=True), name="bookings_addon_once"),
            models.CheckConstraint(condition=Q(price_fen__gt=0, price_fen__lte=10**7, minutes__lte=MOST_ADDON_MINUTES), name="bookings_addon_sums"),
        ]

    def __str__(self) -> str:
        return self.name

    def access_scopes(self, actor: Actor) -> set[str]:
        """`p`: for sale; `t`: the actor's organisation offers it; `o`: he offers it himself."""
        found = {"p"} if self.active else set()
        listing = self.listing
        if listing.enterprise is not None and listing.enterprise.organisation_id in actor.organisation_ids:
            found.add("t")
        if listing.enterprise_id is None and actor.user_id is not None and listing.author_id == actor.user_id:
            found.add("o")
        return found

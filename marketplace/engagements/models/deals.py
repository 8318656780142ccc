"""What belongs to an order of either kind: an hourly order or an engagement. Whoever may see the order may see it."""

from typing import Any

from django.db import models
from django.db.models import Q

from core.access import Actor, ScopedQuerySet
from marketplace.bookings.models import Booking
from marketplace.engagements.models.engagements import Engagement

Deal = Booking | Engagement


class DealQuerySet(ScopedQuerySet):
    """Rows by who may see their order; nobody by an open question."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """As the order's own, without `p`."""
        by_booking, by_engagement = Booking.objects.scope_q(actor), Engagement.objects.scope_q(actor)
        return {
            letter: Q(booking__in=Booking.objects.filter(by_booking[letter])) | Q(engagement__in=Engagement.objects.filter(by_engagement[letter]))
            for letter in "otj"
        }

    def of(self, deal: Deal) -> Any:
        """Those of one order."""
        return self.filter(**named(deal))


def named(deal: Deal) -> dict[str, Deal]:
    """The order under the name of its column."""
    return {"booking": deal} if isinstance(deal, Booking) else {"engagement": deal}


class OfDeal(models.Model):
    """A row of exactly one order."""

    booking = models.ForeignKey("bookings.Booking", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    engagement = models.ForeignKey("engagements.Engagement", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @property
    def deal(self) -> Deal:
        """The order."""
        found = self.booking or self.engagement
        assert found is not None  # noqa: S101 # the database wants one of the two
        return found

    def access_scopes(self, actor: Actor) -> set[str]:
        """As the order's own, without `p`."""
        return self.deal.access_scopes(actor) - {"p"}


def one_deal(name: str) -> models.CheckConstraint:
    """Exactly one of the two."""
    return models.CheckConstraint(condition=Q(booking__isnull=False, engagement=None) | Q(booking=None, engagement__isnull=False), name=name)

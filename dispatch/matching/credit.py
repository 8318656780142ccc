"""What matching knows for credit: whether somebody who was asked about an urgent job said yes or no at all."""

from collections.abc import Sequence

from django.db.models import Count, Q

from dispatch.matching.models import Offer
from dispatch.matching.states import OfferState
from marketplace.credit.sources import FULL, Counts, Window
from marketplace.credit.states import Kind

ANSWERED = (OfferState.ACCEPTED, OfferState.DECLINED)


def answers(kind: str, numbers: Sequence[int], window: Window) -> Counts:
    """Offers that were answered, or ran out without a word; what was taken back is left out. One query, none for enterprises."""
    if kind != Kind.WORKER:
        return {}
    rows = Offer.objects.filter(worker_id__in=numbers, state__in=[*ANSWERED, OfferState.LAPSED], **window.of("offered_at")).order_by()
    found = rows.values_list("worker_id").annotate(count=Count("pk"), answered=Count("pk", filter=Q(state__in=ANSWERED)))
    return {number: (answered * FULL, count) for number, count, answered in found}

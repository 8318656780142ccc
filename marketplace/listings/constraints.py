"""What the database itself refuses in a listing, and what it finds fast.

A draft may be incomplete; from submission on an offer has a price with its unit, a request a budget with its unit, and the fields of
the other side stay empty (CLS-02, ENT-04).
"""

from django.db import models
from django.db.models import F, Q

from marketplace.listings.states import ListingState, Side

MAX_PRICE_FEN = 10**12
DRAFT = Q(state=ListingState.DRAFT) | Q(state=ListingState.CLOSED)
NO_REQUEST_FIELDS = Q(budget_min_fen=None, budget_max_fen=None, wanted_from=None, wanted_until=None, wanted_time="", wanted_part="")
IS_OFFER = Q(side=Side.OFFER) & NO_REQUEST_FIELDS
IS_REQUEST = Q(side=Side.REQUEST, price_fen=None, included=[], not_included=[])
COMPLETE_OFFER = IS_OFFER & Q(price_fen__gte=0, price_fen__lte=MAX_PRICE_FEN, unit__isnull=False)
COMPLETE_REQUEST = IS_REQUEST & Q(budget_max_fen__gte=0, budget_max_fen__lte=MAX_PRICE_FEN, unit__isnull=False)

LISTING_CONSTRAINTS: list[models.BaseConstraint] = [
    models.CheckConstraint(condition=IS_OFFER | IS_REQUEST, name="listings_fields_of_one_side"),
    models.CheckConstraint(condition=DRAFT | ((COMPLETE_OFFER | COMPLETE_REQUEST) & Q(district__isnull=False) & ~Q(title="")), name="listings_complete"),
    models.CheckConstraint(condition=Q(budget_min_fen=None) | Q(budget_min_fen__gte=0, budget_min_fen__lte=F("budget_max_fen")), name="listings_budget_range"),
    models.CheckConstraint(condition=Q(wanted_until=None) | Q(wanted_until__gte=F("wanted_from")), name="listings_wanted_range"),
    models.CheckConstraint(
        condition=~Q(state=ListingState.PUBLISHED) | Q(published_at__isnull=False, expires_at__isnull=False), name="listings_published_has_dates"
    ),
    models.CheckConstraint(condition=Q(author__isnull=False) | Q(enterprise__isnull=False) | Q(external_id__isnull=False), name="listings_somebody_answers"),
]
LIVE = Q(state=ListingState.PUBLISHED)
LISTING_INDEXES = [
    models.Index(F("published_at").desc(), F("id").desc(), name="listings_newest", condition=LIVE),
    models.Index("side", F("published_at").desc(), F("id").desc(), name="listings_newest_of_side", condition=LIVE),
    models.Index("category", F("published_at").desc(), F("id").desc(), name="listings_newest_of_category", condition=LIVE),
    models.Index("district", F("published_at").desc(), F("id").desc(), name="listings_newest_of_district", condition=LIVE),
    models.Index("service_type", F("published_at").desc(), F("id").desc(), name="listings_newest_of_service", condition=LIVE),
    models.Index("street", F("published_at").desc(), F("id").desc(), name="listings_newest_of_street", condition=LIVE),
    models.Index(fields=["wanted_from", "wanted_until"], name="listings_wanted_days", condition=LIVE & Q(side=Side.REQUEST)),
    models.Index("enterprise", F("published_at").desc(), F("id").desc(), name="listings_of_enterprise"),
    models.Index("author", F("created_at").desc(), F("id").desc(), name="listings_of_author"),
    models.Index(fields=["expires_at"], name="listings_expiry", condition=Q(state__in=[ListingState.PUBLISHED, ListingState.PAUSED])),
    models.Index(fields=["changed_at", "id"], name="listings_queue", condition=Q(state=ListingState.PENDING)),
]

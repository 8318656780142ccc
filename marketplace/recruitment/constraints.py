"""What the database itself refuses in a posting or an application, and what it finds fast."""

from django.db import models
from django.db.models import F, Q

from marketplace.recruitment.states import OPEN, JobState

MAX_PAY_FEN = 10**9
MOST_POSITIONS = 500
MOST_YEARS = 40
LOOSE = Q(state__in=[JobState.DRAFT, JobState.CLOSED])
COMPLETE = Q(pay_min_fen__gte=0, pay_max_fen__lte=MAX_PAY_FEN, unit__isnull=False, district__isnull=False, expires_at__isnull=False) & ~Q(title="")
LIVE = Q(state=JobState.PUBLISHED)

JOB_CONSTRAINTS: list[models.BaseConstraint] = [
    models.CheckConstraint(condition=LOOSE | COMPLETE, name="recruitment_complete"),
    models.CheckConstraint(condition=Q(pay_min_fen=None) | Q(pay_max_fen=None) | Q(pay_min_fen__lte=F("pay_max_fen")), name="recruitment_pay_range"),
    models.CheckConstraint(condition=~LIVE | Q(published_at__isnull=False), name="recruitment_published_has_date"),
    models.CheckConstraint(condition=Q(positions__gte=1, positions__lte=MOST_POSITIONS, experience_years__lte=MOST_YEARS), name="recruitment_numbers"),
]
JOB_INDEXES = [
    models.Index(F("published_at").desc(), F("id").desc(), name="recruitment_newest", condition=LIVE),
    models.Index("category", F("published_at").desc(), F("id").desc(), name="recruitment_newest_of_cat", condition=LIVE),
    models.Index("district", F("published_at").desc(), F("id").desc(), name="recruitment_newest_of_place", condition=LIVE),
    models.Index("enterprise", F("id").desc(), name="recruitment_of_enterprise"),
    models.Index(fields=["expires_at"], name="recruitment_expiry", condition=LIVE),
    models.Index(fields=["changed_at", "id"], name="recruitment_queue", condition=Q(state=JobState.PENDING)),
]
APPLICATION_CONSTRAINTS: list[models.BaseConstraint] = [
    models.UniqueConstraint(fields=["job", "applicant"], condition=Q(state__in=OPEN), name="recruitment_one_open_each"),
    models.CheckConstraint(condition=Q(experience_years__lte=60), name="recruitment_claimed_years"),
]
APPLICATION_INDEXES = [
    models.Index(fields=["applicant", "-id"], name="recruitment_applied"),
    models.Index(fields=["job", "-id"], name="recruitment_applied_for"),
]

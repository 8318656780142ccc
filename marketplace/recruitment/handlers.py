"""What recruitment does on others' events: move with merged categories, and tell that what is shown of it has changed."""

from django.db.models import Q

from core.content import bump
from core.outbox import Delivery, on
from core.outbox.services import publish_many
from marketplace.catalog.events import CATEGORY_CHANGED, CATEGORY_MERGED
from marketplace.catalog.queries import SCOPE as CATALOGUE
from marketplace.enterprises.events import ENTERPRISE_CHANGED
from marketplace.recruitment.events import JOB_CHANGED
from marketplace.recruitment.models import JobPosting
from marketplace.recruitment.states import JobState


def _tell(condition: Q) -> None:
    """Publish `job.changed` for those that the public may know."""
    known = JobPosting.objects.filter(condition, state=JobState.PUBLISHED).order_by("pk").values_list("pk", flat=True)
    publish_many(JOB_CHANGED, [(f"job:{number}", {"job_id": number}) for number in known])


@on(CATEGORY_MERGED)
def move_to_category(delivery: Delivery) -> None:
    """Postings of the source become postings of the target (CLS-05)."""
    source, target = delivery.ids["source_id"], delivery.ids["target_id"]
    moved = list(JobPosting.objects.filter(category_id=source).order_by("pk").values_list("pk", flat=True))
    JobPosting.objects.filter(pk__in=moved).update(category_id=target)
    _tell(Q(pk__in=moved))
    bump(CATALOGUE)


@on(CATEGORY_CHANGED, coalesce=True)
def tell_of_category(delivery: Delivery) -> None:
    """A category is called otherwise or lies elsewhere: so do its postings and those below it."""
    category = delivery.ids["category_id"]
    _tell(Q(category_id=category) | Q(category__parent_id=category))


@on(ENTERPRISE_CHANGED, coalesce=True)
def tell_of_enterprise(delivery: Delivery) -> None:
    """An enterprise was suspended, reinstated or has changed its name: its postings are shown otherwise, or not at all."""
    _tell(Q(enterprise_id=delivery.ids["enterprise_id"]))

"""What the search does on others' events: refresh the projection, then tell Elasticsearch."""

from collections.abc import Callable, Collection, Iterable, Sequence

from cms.bulletins.events import BULLETIN_CHANGED, BULLETIN_CLOSED, BULLETIN_PUBLISHED
from cms.storefronts.events import STOREFRONT_CHANGED
from core import clock
from core.outbox import Delivery, deliver, on
from core.outbox.events import PAGE_CHANGED
from marketplace.catalog.events import CATEGORY_CHANGED, CATEGORY_MERGED, DISTRICT_CHANGED, SERVICE_TYPE_CHANGED, SERVICE_TYPE_MERGED
from marketplace.catalog.models import ServiceType
from marketplace.credit.events import ENTERPRISE_CREDIT, WORKER_CREDIT
from marketplace.enterprises.events import ENTERPRISE_APPROVED, ENTERPRISE_CHANGED, ENTERPRISE_REINSTATED, ENTERPRISE_SUSPENDED
from marketplace.listings.events import LISTING_CHANGED, LISTING_CLOSED, LISTING_PUBLISHED
from marketplace.ratings.events import ENTERPRISE_RATED, LISTING_RATED, WORKER_RATED
from marketplace.recruitment.events import JOB_CHANGED, JOB_CLOSED, JOB_PUBLISHED
from marketplace.workers.events import WORKER_APPROVED, WORKER_CHANGED, WORKER_WITHDRAWN
from members.events import ACCOUNT_REACTIVATED, ACCOUNT_SUSPENDED
from search.events import SEARCH_CHANGED
from search.services import index, projection, saved, suggestions
from search.sources import articles, bulletins, courses, enterprises, jobs, listings, workers

LISTING = (LISTING_PUBLISHED, LISTING_CHANGED, LISTING_CLOSED)
BULLETIN = (BULLETIN_PUBLISHED, BULLETIN_CHANGED, BULLETIN_CLOSED)
JOB = (JOB_PUBLISHED, JOB_CHANGED, JOB_CLOSED)
ENTERPRISE = (ENTERPRISE_APPROVED, ENTERPRISE_CHANGED, ENTERPRISE_SUSPENDED, ENTERPRISE_REINSTATED, STOREFRONT_CHANGED)
ACCOUNT = (ACCOUNT_SUSPENDED, ACCOUNT_REACTIVATED)
WORKER = (WORKER_CHANGED, WORKER_APPROVED, WORKER_WITHDRAWN)
CATALOGUE = (CATEGORY_CHANGED, CATEGORY_MERGED, SERVICE_TYPE_CHANGED, SERVICE_TYPE_MERGED)
BATCH = 500


@on(PAGE_CHANGED, *LISTING, *JOB, *BULLETIN, *ENTERPRISE, *ACCOUNT, *WORKER, batch=True)
def refresh_changed(deliveries: Sequence[Delivery]) -> None:
    """Refresh what has changed, each thing once, one type after the other, so that locks are taken in one order."""
    pages, own, firms, people = (_ids(deliveries, name) for name in ("page_id", "listing_id", "enterprise_id", "user_id"))
    posted, working = _ids(deliveries, "job_id"), _ids(deliveries, "worker_id")
    authors = {*people, *(workers.people_of_alone(working) if working else [])}
    changed: dict[str, Collection[int]] = {
        "article": articles.ids_at_or_below(pages) if pages else [],
        "bulletin": _ids(deliveries, "bulletin_id"),
        "course": {*(courses.ids_at_or_below(pages) if pages else []), *(courses.ids_of_enterprises(firms) if firms else [])},
        "enterprise": firms,
        "job": {*posted, *(jobs.ids_of_enterprises(firms) if firms else [])},
        "listing": {*own, *(listings.ids_of_enterprises(firms) if firms else []), *(listings.ids_of_authors(sorted(authors)) if authors else [])},
        "worker": {
            *working,
            *(workers.ids_of_listings(own) if own else []),
            *(workers.ids_of_enterprises(firms) if firms else []),
            *(workers.ids_of_people(people) if people else []),
        },
    }
    now = clock.now()
    for kind, ids in changed.items():
        if ids:
            projection.refresh(kind, ids, now=now)


@on(LISTING_RATED, ENTERPRISE_RATED, WORKER_RATED, batch=True)
def refresh_rated(deliveries: Sequence[Delivery]) -> None:
    """Somebody stands otherwise: only its own document says so, each once, in the order of `refresh_changed`."""
    now = clock.now()
    for kind in ("enterprise", "listing", "worker"):
        if ids := _ids(deliveries, f"{kind}_id"):
            projection.refresh(kind, ids, now=now)


@on(ENTERPRISE_CREDIT, WORKER_CREDIT, batch=True)
def refresh_standing(deliveries: Sequence[Delivery]) -> None:
    """Somebody stands otherwise in credit: his own document and those of what he offers, in the order of `refresh_changed`."""
    firms, people, now = _ids(deliveries, "enterprise_id"), _ids(deliveries, "worker_id"), clock.now()
    alone = workers.people_of_alone(people) if people else []
    offers = {*(listings.ids_of_enterprises(firms) if firms else []), *(listings.ids_of_authors(alone) if alone else [])}
    for kind, ids in (("enterprise", firms), ("listing", sorted(offers)), ("worker", people)):
        if ids:
            projection.refresh(kind, ids, now=now)


@on(LISTING_PUBLISHED, batch=True)
def tell_savers(deliveries: Sequence[Delivery]) -> None:
    """Whoever has saved a search that finds what was published hears of it. The projection has it already: handlers run in the order of their names."""
    saved.tell_savers(_ids(deliveries, "listing_id"), now=clock.now())


@deliver(*CATALOGUE, batch=True)
def refresh_catalogue(deliveries: Sequence[Delivery]) -> None:
    """A category's name stands in all its documents: refresh them in batches, each in a transaction of its own; safe to repeat."""
    suggestions.replace_catalogue()
    categories = {*_ids(deliveries, "category_id"), *_category_ids(deliveries)}
    services = {*_ids(deliveries, "service_type_id"), *_service_ids(deliveries)}
    categories |= set(ServiceType.objects.filter(pk__in=services).values_list("category_id", flat=True))
    for kind, found in (
        ("enterprise", enterprises.ids_of_categories),
        ("job", jobs.ids_of_categories),
        ("listing", listings.ids_of_categories),
        ("worker", workers.ids_of_categories),
    ):
        for ids in _batches(found, sorted(categories)):
            projection.refresh(kind, ids, now=clock.now())


@deliver(DISTRICT_CHANGED, batch=True)
def refresh_districts(deliveries: Sequence[Delivery]) -> None:
    """A district's name stands in all that is there: refresh it in batches; safe to repeat."""
    for kind, found in (
        ("bulletin", bulletins.ids_of_districts),
        ("enterprise", enterprises.ids_of_districts),
        ("listing", listings.ids_of_districts),
        ("worker", workers.ids_of_districts),
    ):
        for ids in _batches(found, _ids(deliveries, "district_id")):
            projection.refresh(kind, ids, now=clock.now())


@deliver(SEARCH_CHANGED, batch=True, coalesce=True)
def push(deliveries: Sequence[Delivery]) -> None:
    """Send what is pending. An outage loses nothing: what was not confirmed stays pending."""
    index.push_pending()


def _ids(deliveries: Iterable[Delivery], name: str) -> list[int]:
    return sorted({int(item.ids[name]) for item in deliveries if name in item.ids})


def _category_ids(deliveries: Iterable[Delivery]) -> set[int]:
    return {int(item.ids[name]) for item in deliveries if item.event == CATEGORY_MERGED.name for name in ("source_id", "target_id")}


def _service_ids(deliveries: Iterable[Delivery]) -> set[int]:
    return {int(item.ids[name]) for item in deliveries if item.event == SERVICE_TYPE_MERGED.name for name in ("source_id", "target_id")}


def _batches(found: Callable[[Sequence[int], int, int], list[int]], of: Sequence[int]) -> Iterable[list[int]]:
    last = 0
    while of and (ids := found(of, last, BATCH)):
        yield ids
        last = ids[-1]

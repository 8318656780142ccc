"""Reads of courses: for other places, for enterprises' own pages, and what is withheld from every list of pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from django.utils import timezone
from wagtail.models import Page, WorkflowState

from cms.training.models import IN_GOOD_STANDING, CoursePage, TrainingIndexPage, standing_q
from cms.training.states import DESK_TONES, Desk, Standing
from core import clock
from core.access import Actor, tenants
from core.errors import NotFound
from core.pages import with_addresses
from core.subjects import Subject

BIGGEST = 2**31 - 1
OWN_PAGE = 20


def withheld() -> Exists:
    """Pages that are courses of an enterprise which is not in good standing."""
    return Exists(CoursePage.objects.filter(pk=OuterRef("pk")).exclude(IN_GOOD_STANDING))


def subjects_of(numbers: Sequence[int], now: datetime) -> list[Subject]:
    """Courses that somebody may ask about. One query, and those of the site's root paths once."""
    rows = with_addresses(CoursePage.objects.shown(now).for_list().filter(pk__in=[number for number in numbers if number <= BIGGEST]))
    return [Subject("course", row.pk, "培训课程", row.title, row.get_url() or "", row.organiser) for row in rows]


def index_page() -> TrainingIndexPage | None:
    """The page that courses stand under."""
    return TrainingIndexPage.objects.first()


@dataclass(frozen=True, slots=True)
class OwnCourse:
    """A course as its enterprise sees it: the page, where it stands, why it came back."""

    page: CoursePage
    desk: Desk
    reason: str = ""

    @property
    def tone(self) -> str:
        """Of its badge."""
        return DESK_TONES.get(self.desk, "")


def own_pages(actor: Actor, *, before: int | None = None, size: int = OWN_PAGE) -> list[OwnCourse]:
    """The courses of the actor's enterprises, the newest first, one more than `size` when there is more. Two queries."""
    found = CoursePage.objects.filter(enterprise__organisation_id__in=tenants(actor, CoursePage.access_resource)).for_list()
    if before is not None:
        found = found.filter(pk__lt=before)
    return with_desks(list(found.order_by("-pk")[: size + 1]))


def own_page(number: int, *, actor: Actor) -> OwnCourse:
    """One of them. Raises NotFound for missing and foreign ones alike. Two queries."""
    found = CoursePage.objects.select_related("district", "enterprise").filter(enterprise__organisation_id__in=tenants(actor, CoursePage.access_resource))
    row = found.filter(pk=min(number, BIGGEST)).first()
    if row is None:
        raise NotFound
    return with_desks([row])[0]


def with_desks(pages: Iterable[CoursePage]) -> list[OwnCourse]:
    """Where each stands between its enterprise and the moderators. One query."""
    rows = list(pages)
    flows = WorkflowState.objects.active().filter(base_content_type=ContentType.objects.get_for_model(Page), object_id__in=[str(row.pk) for row in rows])
    waiting = {flow.object_id: flow for flow in flows.select_related("current_task_state")} if rows else {}
    return [_desk(row, waiting.get(str(row.pk))) for row in rows]


def _desk(row: CoursePage, flow: WorkflowState | None) -> OwnCourse:
    if flow is not None and flow.status == WorkflowState.STATUS_IN_PROGRESS:
        return OwnCourse(row, Desk.WAITING)
    if flow is not None:
        return OwnCourse(row, Desk.RETURNED, flow.current_task_state.comment if flow.current_task_state else "")
    if row.live:
        return OwnCourse(row, Desk.CHANGED if row.has_unpublished_changes else Desk.PUBLISHED)
    return OwnCourse(row, Desk.DRAFT)


def newest_open(limit: int, *, now: datetime, day: date) -> list[CoursePage]:
    """The courses that one can still enrol for on a day, the latest published first. One query."""
    found = CoursePage.objects.shown(now).for_list().filter(standing_q(day)[Standing.OPEN])
    return list(found.order_by("-first_published_at", "-pk")[:limit])


def feed_end(now: datetime) -> datetime:
    """When the list of open courses may next change by time alone: midnight, or the end of a page."""
    midnight = clock.midnight(timezone.localdate(now) + timedelta(days=1))
    return min(midnight, CoursePage.objects.shown(now).next_end(now) or midnight)

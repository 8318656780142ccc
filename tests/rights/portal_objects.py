"""Builders of the portal: postings, applications, storefronts, flyers, courses, questions and feedback."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from cms.storefronts.models import Storefront
from cms.storefronts.queries import draft_of
from cms.storefronts.services import default_flyer
from core import clock
from marketplace.enterprises.models import Enterprise
from marketplace.workers.models import CalendarException, SpotCheck, Worker
from search.models import SavedSearch
from search.recommendations.models import Look
from tests.cms.bulletins.factories import make_bulletin
from tests.cms.factories import saved_lesson
from tests.cms.pages.factories import partner_page
from tests.cms.training.factories import course
from tests.dispatch.flags.factories import make_flag
from tests.marketplace.factories import SYSTEM, make_listing
from tests.marketplace.recruitment.factories import make_application_for, make_job
from tests.marketplace.workers.factories import make_paper, make_worker
from tests.members.factories import former_text, make_organisation
from tests.rights.built import FOREIGN, HIDDEN, OWN, SHOWN, TENANT, Builder, Built, letters
from tests.rights.world import EMPLOYED, World


def bulletin(world: World, role: str, relation: str, state: str) -> Built | None:
    """A notice of the board."""
    public = "p" if state == "published" else ""
    if relation == TENANT:
        if role not in EMPLOYED:
            return None
        row = make_bulletin(state=state, enterprise=world.enterprises[role])
    elif relation == OWN and world.people[role] is None:
        return None
    else:
        row = make_bulletin(state=state, author=world.people[role] if relation == OWN else world.stranger)
    return Built({"number": row.pk}, letters(relation, *public), row)


def text_version(world: World, role: str, relation: str, state: str) -> Built | None:
    """A version of the terms that was in force before; the one in force has another address."""
    return Built({"version": former_text(state).version if relation == SHOWN else "2099-01"})


def job(world: World, role: str, relation: str, state: str) -> Built | None:
    """A posting."""
    if relation == OWN or (relation == TENANT and role not in EMPLOYED):
        return None
    public = "p" if state == "published" else ""
    row = make_job(state=state, enterprise=world.enterprises[role] if relation == TENANT else world.strange)
    return Built({"number": row.pk}, letters(relation, *public), row)


def open_job(world: World, role: str, relation: str, state: str) -> Built | None:
    """A posting to apply for."""
    return Built({"number": make_job(enterprise=world.strange).pk}, None) if relation == FOREIGN else None


def job_application(world: World, role: str, relation: str, state: str) -> Built | None:
    """An application."""
    if relation == TENANT:
        if role not in EMPLOYED:
            return None
        row = make_application_for(job=make_job(enterprise=world.enterprises[role]), applicant=world.stranger)
    elif relation == OWN and world.people[role] is None:
        return None
    else:
        row = make_application_for(job=make_job(enterprise=world.strange), applicant=world.people[role] if relation == OWN else world.stranger)
    return Built({"number": row.pk}, letters(relation), row)


def worker(world: World, role: str, relation: str, state: str) -> Built | None:
    """A vetted worker: the person of the role, employed where he works, or a stranger to both."""
    row = _worker_row(world, role, relation, state or "approved")
    return Built({"number": row.pk}, letters(relation, *("p" if row.is_public else "")), row) if row else None


def _worker_row(world: World, role: str, relation: str, state: str) -> Worker | None:
    if relation == TENANT:
        return make_worker(state=state, enterprise=world.enterprises[role]) if role in EMPLOYED else None
    if relation == OWN:
        return make_worker(state=state, user=world.people[role]) if world.people[role] is not None else None
    return make_worker(state=state, enterprise=world.strange)


def worker_code(world: World, role: str, relation: str, state: str) -> Built | None:
    """A safety code; hidden, that of a file that was never handed in."""
    return Built({"code": make_worker(state="draft" if relation == HIDDEN else "approved").code})


def worker_paper(world: World, role: str, relation: str, state: str) -> Built | None:
    """A paper that waits."""
    row = _worker_row(world, role, relation, "approved")
    if row is None:
        return None
    paper = make_paper(row, "housekeeper", state="pending")
    return Built({"number": paper.pk}, letters(relation), paper)


def checked_worker(world: World, role: str, relation: str, state: str) -> Built | None:
    """Somebody to check: a stranger."""
    return Built({"number": make_worker(enterprise=world.strange).pk}, None) if relation == FOREIGN else None


def spot_check(world: World, role: str, relation: str, state: str) -> Built | None:
    """A spot check that was not passed."""
    row = _worker_row(world, role, relation, "approved")
    if row is None:
        return None
    found = SpotCheck.objects.create(worker=row, enterprise=row.enterprise, at=clock.now(), way="visit", passed=False, finding="来晚了", remedy="提前说")
    return Built({"number": found.pk}, letters(relation), found)


def worker_exception(world: World, role: str, relation: str, state: str) -> Built | None:
    """A day off in the calendar of a worker, by both numbers."""
    row = _worker_row(world, role, relation, "approved")
    if row is None:
        return None
    now = clock.now()
    off = CalendarException.objects.create(worker=row, period=(now, now + timedelta(hours=3)))
    return Built({"number": row.pk, "exception": off.pk}, letters(relation, "p"), off)


def partner(world: World, role: str, relation: str, state: str) -> Built | None:
    """The page of a labour partner."""
    return Built({"number": partner_page().pk}, None) if relation == FOREIGN else None


def ticket(make: Callable[..., Any], *, by_number: bool) -> Builder:
    """A question or a piece of feedback, named by id on staff screens and by number elsewhere."""

    def builder(world: World, role: str, relation: str, state: str) -> Built | None:
        sender = {OWN: world.people[role], FOREIGN: world.stranger}.get(relation)
        if sender is None:
            return None
        row = make(sender=sender, state=state or "new")
        return Built({"number": row.number if by_number else row.pk}, letters(relation), row)

    return builder


def favourite(world: World, role: str, relation: str, state: str) -> Built | None:
    """A lesson that somebody has saved."""
    owner = {OWN: world.people[role], FOREIGN: world.stranger}.get(relation)
    if owner is None:
        return None
    row = saved_lesson(owner)
    return Built({"number": row.pk}, letters(relation), row)


def saved_search(world: World, role: str, relation: str, state: str) -> Built | None:
    """A search that somebody has saved."""
    owner = {OWN: world.people[role], FOREIGN: world.stranger}.get(relation)
    if owner is None:
        return None
    row = SavedSearch.objects.create(user=owner, query="q=%E6%9C%88%E5%AB%82", name="月嫂", created_at=clock.now())
    return Built({"number": row.pk}, letters(relation), row)


def look(world: World, role: str, relation: str, state: str) -> Built | None:
    """A listing that somebody has looked at."""
    owner = {OWN: world.people[role], FOREIGN: world.stranger}.get(relation)
    if owner is None:
        return None
    row = Look.objects.create(user=owner, listing=make_listing(enterprise=world.strange), last_at=clock.now())
    return Built({"number": row.pk}, letters(relation), row)


def flag(world: World, role: str, relation: str, state: str) -> Built | None:
    """A report of a strange listing."""
    reporter = {OWN: world.people[role], FOREIGN: world.stranger}.get(relation)
    if reporter is None:
        return None
    row = make_flag(reporter=reporter, listing=make_listing(enterprise=world.strange))
    return Built({"number": row.pk}, letters(relation), row)


# ---- storefronts --------------------------------------------------------------------------------------------------------------


def storefront(world: World, role: str, relation: str, state: str) -> Built | None:
    """Of the enterprise in which the role works, or of a strange one; with a certificate, its newest version in the state."""
    if relation == OWN or (relation == TENANT and role not in EMPLOYED):
        return None
    if relation == FOREIGN:
        Enterprise.objects.filter(organisation=world.organisations.get(role), organisation__isnull=False).update(organisation=make_organisation())
    firm = world.enterprises[role] if relation == TENANT else world.strange
    row = Storefront.objects.with_names().get(page__enterprise=firm)
    waiting = row.page.latest_revision_id if state in ("submitted", "scheduled") else None
    at = clock.now() if state == "scheduled" else None
    Storefront.objects.filter(pk=row.pk).update(state=state or "published", revision_id=waiting, go_live_at=at, submitted_at=clock.now())
    row = Storefront.objects.with_names().get(pk=row.pk)
    return Built({"number": row.pk}, letters(relation, "p"), row)


def part_of_storefront(name: str) -> Builder:
    """A storefront, named in the address by one of its parts."""

    def builder(world: World, role: str, relation: str, state: str) -> Built | None:
        found = storefront(world, role, relation, "editing")
        if found is not None:
            section = draft_of(found.row)[0]
            parts = {"version": {"number": found.row.page.latest_revision_id}, "section": {"section": section.id}}
            found.args = {**parts, "item": {"section": section.id, "item": section.items[0]["id"]}}[name]
        return found

    return builder


def the_course(world: World, role: str, relation: str, state: str) -> Built | None:
    """A course."""
    if relation == OWN or (relation == TENANT and role not in EMPLOYED):
        return None
    row = course(enterprise=world.enterprises[role] if relation == TENANT else world.strange, state=state or "published")
    return Built({"number": row.pk}, letters(relation, *("p" if row.live else "")), row)


def flyer(world: World, role: str, relation: str, state: str) -> Built | None:
    """A flyer."""
    found = storefront(world, role, relation, "")
    if found is None:
        return None
    row = default_flyer(found.row.page.enterprise, actor=SYSTEM, now=clock.now())
    return Built({"number": row.pk}, letters(relation), row)


def flyer_code(world: World, role: str, relation: str, state: str) -> Built | None:
    """The code on a flyer; hidden, that of an enterprise that does not work."""
    row = default_flyer(world.strange, actor=SYSTEM, now=clock.now())
    if relation == HIDDEN:
        Enterprise.objects.filter(pk=world.strange.pk).update(state="suspended")
    return Built({"code": row.code})

"""Builders of the portal: postings, applications, storefronts, flyers, courses, questions and feedback."""

from collections.abc import Callable
from typing import Any

from cms.storefronts.models import Storefront
from cms.storefronts.queries import draft_of
from cms.storefronts.services import arrange, default_flyer, ensure_storefront
from core import clock
from marketplace.enterprises.models import Enterprise
from search.models import SavedSearch
from tests.cms.bulletins.factories import make_bulletin
from tests.cms.factories import saved_lesson
from tests.cms.pages.factories import partner_page
from tests.cms.training.factories import course
from tests.dispatch.flags.factories import make_flag
from tests.marketplace.factories import SYSTEM, make_listing
from tests.marketplace.recruitment.factories import make_application_for, make_job
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


def flag(world: World, role: str, relation: str, state: str) -> Built | None:
    """A report of a strange listing."""
    reporter = {OWN: world.people[role], FOREIGN: world.stranger}.get(relation)
    if reporter is None:
        return None
    row = make_flag(reporter=reporter, listing=make_listing(enterprise=world.strange))
    return Built({"number": row.pk}, letters(relation), row)


# ---- storefronts --------------------------------------------------------------------------------------------------------------

CERTIFICATE = {"name": "家政服务诚信企业", "number": "JZ-2026-118", "issuer": "市家政服务业协会", "until": None, "image": None}
SECTIONS = [{"type": "certificates", "value": {"heading": "", "items": [CERTIFICATE]}}, {"type": "services", "value": {"heading": ""}}]


def storefront(world: World, role: str, relation: str, state: str) -> Built | None:
    """Of the enterprise in which the role works, or of a strange one; with a certificate, its newest version in the state."""
    if relation == OWN or (relation == TENANT and role not in EMPLOYED):
        return None
    if relation == FOREIGN:
        Enterprise.objects.filter(organisation=world.organisations.get(role), organisation__isnull=False).update(organisation=make_organisation())
    firm = world.enterprises[role] if relation == TENANT else world.strange
    row = arrange(ensure_storefront(firm, actor=SYSTEM, now=clock.now()), SECTIONS, actor=SYSTEM, now=clock.now())
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

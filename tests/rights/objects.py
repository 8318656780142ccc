"""What an address names: for a role and a relation (own, tenant, foreign) the row, made for one request and rolled back with it.

`letters` are the scopes of members/permissions.toml that hold between the row and the person, as this file claims; a test compares
them with the model's own `access_scopes`. None: the right is asked of the resource, not of this row.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import ReferenceIndex

from cms.storefronts.models import Storefront
from cms.storefronts.queries import draft_of
from cms.storefronts.services import arrange, default_flyer, ensure_storefront
from core import clock
from core.media.models import PrivateFile, SiteImage
from core.models import District, Holiday, Region, Unit
from home.operations.embedded.setup_link import setup_path
from marketplace.catalog.models import Category, ServiceType
from marketplace.enterprises.models import Enterprise, QualificationFile
from marketplace.listings.models import ListingPhoto
from marketplace.pricing.models import GuidancePrice
from members.models import ConsentDocument, Membership, Organisation
from notifications.models import Notice
from tests.cms.factories import article, draft_article, lesson, saved_lesson
from tests.cms.pages.factories import advert, announcement, banner, partner_page
from tests.cms.training.factories import course
from tests.dispatch.factories import make_enquiry_ticket, make_feedback
from tests.home.factories import menu_link
from tests.marketplace.factories import SYSTEM, category, make_enquiry, make_listing
from tests.marketplace.pricing.factories import make_guidance
from tests.marketplace.recruitment.factories import make_application_for, make_job
from tests.rights.world import EMPLOYED, World, enterprise_row

OWN, TENANT, FOREIGN, SHOWN, HIDDEN, MISSING = "own", "tenant", "foreign", "shown", "hidden", "missing"
NOT_THERE = 999_999_937
NO_FILE = uuid.UUID("00000000-0000-4000-8000-000000000000")


@dataclass(slots=True)
class Built:
    """An object and how an address names it."""

    args: dict[str, Any] = field(default_factory=dict)
    letters: frozenset[str] | None = frozenset()
    row: Any = None


Builder = Callable[[World, str, str, str], Built | None]


def _letters(relation: str, *more: str) -> frozenset[str]:
    return frozenset({*{OWN: "o", TENANT: "t"}.get(relation, ""), *more})


def _notice(world: World, role: str, relation: str, state: str) -> Built | None:
    owner = {OWN: world.people[role], FOREIGN: world.stranger}.get(relation)
    if owner is None:
        return None
    row = Notice.objects.create(user=owner, title="一条消息", body="内容", created_at=clock.now())
    return Built({"number": row.pk}, _letters(relation), row)


def _listing(world: World, role: str, relation: str, state: str) -> Built | None:
    public = "p" if state == "published" else ""
    if relation == TENANT:
        if role not in EMPLOYED:
            return None
        row = make_listing(state=state, enterprise=world.enterprises[role])
    elif relation == OWN and world.people[role] is None:
        return None
    else:
        row = make_listing(state=state, author=world.people[role] if relation == OWN else world.stranger)
    return Built({"number": row.pk}, _letters(relation, *public), row)


def _others_listing(world: World, role: str, relation: str, state: str) -> Built | None:
    if relation != FOREIGN:
        return None
    return Built({"number": make_listing(enterprise=world.strange).pk}, None)


def _job(world: World, role: str, relation: str, state: str) -> Built | None:
    if relation == OWN or (relation == TENANT and role not in EMPLOYED):
        return None
    public = "p" if state == "published" else ""
    row = make_job(state=state, enterprise=world.enterprises[role] if relation == TENANT else world.strange)
    return Built({"number": row.pk}, _letters(relation, *public), row)


def _open_job(world: World, role: str, relation: str, state: str) -> Built | None:
    return Built({"number": make_job(enterprise=world.strange).pk}, None) if relation == FOREIGN else None


def _job_application(world: World, role: str, relation: str, state: str) -> Built | None:
    if relation == TENANT:
        if role not in EMPLOYED:
            return None
        row = make_application_for(job=make_job(enterprise=world.enterprises[role]), applicant=world.stranger)
    elif relation == OWN and world.people[role] is None:
        return None
    else:
        row = make_application_for(job=make_job(enterprise=world.strange), applicant=world.people[role] if relation == OWN else world.stranger)
    return Built({"number": row.pk}, _letters(relation), row)


def _partner(world: World, role: str, relation: str, state: str) -> Built | None:
    return Built({"number": partner_page().pk}, None) if relation == FOREIGN else None


def _photo(world: World, role: str, relation: str, state: str) -> Built | None:
    found = _listing(world, role, relation, "draft")
    if found is not None:
        photo = ListingPhoto.objects.create(listing=found.row, image=SiteImage.objects.create(title="照片", file=world.photo.file.name, width=64, height=48))
        found.args["photo"] = photo.pk
    return found


def _enquiry(world: World, role: str, relation: str, state: str) -> Built | None:
    if relation == TENANT:
        if role not in EMPLOYED:
            return None
        row = make_enquiry(listing=make_listing(enterprise=world.enterprises[role]), asker=world.stranger, state=state or "open")
    elif relation == OWN and world.people[role] is None:
        return None
    else:
        asker = world.people[role] if relation == OWN else world.stranger
        row = make_enquiry(listing=make_listing(enterprise=world.strange), asker=asker, state=state or "open")
    return Built({"number": row.pk}, _letters(relation), row)


def _enterprise(world: World, role: str, relation: str, state: str) -> Built | None:
    """In place of the one that the role works in, so that it is the only one of his."""
    public = "p" if state == "approved" else ""
    if (relation == OWN and world.people[role] is None) or (relation == TENANT and role not in EMPLOYED):
        return None
    Enterprise.objects.filter(organisation=world.organisations.get(role), organisation__isnull=False).delete()
    place = world.organisations[role] if relation == TENANT else Organisation.objects.create(kind="enterprise", code=f"e-{uuid.uuid4().hex[:8]}", name="丙")
    row = enterprise_row(place, state=state, applicant={OWN: world.people[role], FOREIGN: world.stranger}.get(relation))
    _evidence(row, row.applicant or world.stranger)
    return Built({"number": row.pk}, _letters(relation, *public), row)


def _evidence(enterprise: Any, uploader: Any) -> QualificationFile:
    """The licence that a complete application has."""
    file = _stored(uploaded_by=uploader, organisation_id=enterprise.organisation_id)
    return QualificationFile.objects.create(enterprise=enterprise, kind="licence", file=file, added_at=clock.now())


def _qualification(world: World, role: str, relation: str, state: str) -> Built | None:
    found = _enterprise(world, role, relation, "draft")
    if found is not None:
        number = found.row.files.get().pk
        found.args = {**found.args, "file": number} if state == "of" else {"number": number}
    return found


def _stored(**fields: Any) -> PrivateFile:
    row = PrivateFile(purpose="enterprise.licence", name="licence.png", content_type="image/png", size=3, sha256="0" * 64, **fields)
    row.file.save("licence.png", ContentFile(b"png"), save=False)
    row.save(force_insert=True)
    return row


def _private_file(world: World, role: str, relation: str, state: str) -> Built | None:
    owner = {OWN: world.people[role], FOREIGN: world.stranger, TENANT: world.colleagues.get(role)}[relation]
    if owner is None:
        return None
    organisation = world.organisations[role].pk if relation == TENANT else None
    row = _stored(uploaded_by=owner, organisation_id=organisation)
    return Built({"file_id": row.pk}, _letters(relation), row)


def _lesson(world: World, role: str, relation: str, state: str) -> Built | None:
    return Built({"number": lesson().pk}, None) if relation == FOREIGN else None


def _saved_lesson(world: World, role: str, relation: str, state: str) -> Built | None:
    owner = {OWN: world.people[role], FOREIGN: world.stranger}.get(relation)
    if owner is None:
        return None
    row = saved_lesson(owner)
    return Built({"number": row.pk}, _letters(relation), row)


def _account(world: World, role: str, relation: str, state: str) -> Built | None:
    person = {OWN: world.people[role], TENANT: world.colleagues.get(role), FOREIGN: world.stranger}[relation]
    if person is None or (state == "suspended" and relation == OWN):
        return None
    if state == "suspended":
        type(person).objects.filter(pk=person.pk).update(suspended_at=clock.now(), is_active=False)
    letters = "ot" if relation == OWN and role in world.organisations else _letters(relation)
    return Built({"number": person.pk}, frozenset(letters), person)


def _duty(world: World, role: str, relation: str, state: str) -> Built | None:
    found = _account(world, role, relation, state)
    if found is None or (relation == OWN and role not in world.organisations):
        return None
    if relation == FOREIGN:
        organisation = world.strange.organisation
        row, _ = Membership.objects.get_or_create(user=found.row, organisation=organisation, role="enterprise_staff", defaults={"since": clock.now()})
    else:
        row = Membership.objects.get(user=found.row)
    return Built({**found.args, "duty_number": row.pk}, found.letters, row)


def _organisation(world: World, role: str, relation: str, state: str) -> Built | None:
    if relation == OWN or (relation == TENANT and role not in world.organisations):
        return None
    row = world.organisations[role] if relation == TENANT else Organisation.objects.create(kind="department", code=f"d-{uuid.uuid4().hex[:8]}", name="别处")
    return Built({"pk": row.pk}, _letters(relation), row)


def _consent_document(world: World, role: str, relation: str, state: str) -> Built | None:
    return Built({"pk": ConsentDocument.objects.values_list("pk", flat=True)[0]}, frozenset("p")) if relation == FOREIGN else None


def _catalogue_row(name: str, row_of: Callable[[], Any]) -> Builder:
    """A row of the catalogue, named by `name` in the address."""

    def builder(world: World, role: str, relation: str, state: str) -> Built | None:
        row = row_of() if relation == FOREIGN else None
        return Built({name: row.pk}, frozenset("p"), row) if row is not None else None

    return builder


def _kept_by_staff(row_of: Callable[[], Any], name: str = "pk", attribute: str = "pk") -> Builder:
    """A row that is staff's alone: what editors put onto pages, links of the menus."""

    def builder(world: World, role: str, relation: str, state: str) -> Built | None:
        row = row_of() if relation in (FOREIGN, SHOWN) else None
        return Built({name: getattr(row, attribute)}, frozenset(), row) if row is not None else None

    return builder


def _lonely_category() -> Category:
    """A category on which nothing hangs, between two others."""
    name = f"c-{uuid.uuid4().hex[:8]}"
    return Category.objects.create(name=name, slug=name, code=name, pinyin="mei", position=15, parent=category().parent)


def _service_type() -> ServiceType:
    return ServiceType.objects.in_use().in_order()[0]


def _guidance() -> GuidancePrice:
    """A range that stands; there is one for its day."""
    return GuidancePrice.objects.standing().first() or make_guidance()


def _ticket(make: Callable[..., Any], *, by_number: bool) -> Builder:
    """A question or a piece of feedback, named by id on staff screens and by number elsewhere."""

    def builder(world: World, role: str, relation: str, state: str) -> Built | None:
        sender = {OWN: world.people[role], FOREIGN: world.stranger}.get(relation)
        if sender is None:
            return None
        row = make(sender=sender, state=state or "new")
        return Built({"number": row.number if by_number else row.pk}, _letters(relation), row)

    return builder


# ---- storefronts --------------------------------------------------------------------------------------------------------------

CERTIFICATE = {"name": "家政服务诚信企业", "number": "JZ-2026-118", "issuer": "市家政服务业协会", "until": None, "image": None}
SECTIONS = [{"type": "certificates", "value": {"heading": "", "items": [CERTIFICATE]}}, {"type": "services", "value": {"heading": ""}}]


def _storefront(world: World, role: str, relation: str, state: str) -> Built | None:
    """Of the enterprise in which the role works, or of a strange one; with a certificate, its newest version in the state."""
    if relation == OWN or (relation == TENANT and role not in EMPLOYED):
        return None
    if relation == FOREIGN:
        Enterprise.objects.filter(organisation=world.organisations.get(role), organisation__isnull=False).delete()
    firm = world.enterprises[role] if relation == TENANT else world.strange
    row = arrange(ensure_storefront(firm, actor=SYSTEM, now=clock.now()), SECTIONS, actor=SYSTEM, now=clock.now())
    waiting = row.page.latest_revision_id if state in ("submitted", "scheduled") else None
    at = clock.now() if state == "scheduled" else None
    Storefront.objects.filter(pk=row.pk).update(state=state or "published", revision_id=waiting, go_live_at=at, submitted_at=clock.now())
    row = Storefront.objects.with_names().get(pk=row.pk)
    return Built({"number": row.pk}, _letters(relation, "p"), row)


def _part_of_storefront(name: str) -> Builder:
    """A storefront, named in the address by one of its parts."""

    def builder(world: World, role: str, relation: str, state: str) -> Built | None:
        found = _storefront(world, role, relation, "editing")
        if found is not None:
            section = draft_of(found.row)[0]
            parts = {"version": {"number": found.row.page.latest_revision_id}, "section": {"section": section.id}}
            found.args = {**parts, "item": {"section": section.id, "item": section.items[0]["id"]}}[name]
        return found

    return builder


def _course(world: World, role: str, relation: str, state: str) -> Built | None:
    if relation == OWN or (relation == TENANT and role not in EMPLOYED):
        return None
    row = course(enterprise=world.enterprises[role] if relation == TENANT else world.strange, state=state or "published")
    return Built({"number": row.pk}, _letters(relation, *("p" if row.live else "")), row)


def _flyer(world: World, role: str, relation: str, state: str) -> Built | None:
    found = _storefront(world, role, relation, "")
    if found is None:
        return None
    row = default_flyer(found.row.page.enterprise, actor=SYSTEM, now=clock.now())
    return Built({"number": row.pk}, _letters(relation), row)


def _flyer_code(world: World, role: str, relation: str, state: str) -> Built | None:
    """The code on a flyer; hidden, that of an enterprise that does not work."""
    row = default_flyer(world.strange, actor=SYSTEM, now=clock.now())
    if relation == HIDDEN:
        Enterprise.objects.filter(pk=world.strange.pk).update(state="suspended")
    return Built({"code": row.code})


# ---- what is the same for everybody: shown or hidden --------------------------------------------------------------------------


def _category(world: World, role: str, relation: str, state: str) -> Built | None:
    return Built({"slug": category().slug}) if relation == SHOWN else None


def _article(world: World, role: str, relation: str, state: str) -> Built | None:
    page = article("一篇文章") if relation == SHOWN else draft_article("一篇草稿")
    return Built({"pk": page.pk})


def _image(world: World, role: str, relation: str, state: str) -> Built | None:
    if relation == SHOWN:
        ReferenceIndex.create_or_update_for_object(article("有照片的一篇", cover=world.photo))
    return Built({"pk": world.photo.pk})


def _document(world: World, role: str, relation: str, state: str) -> Built | None:
    row = get_document_model().objects.create(title="一份文档", file=ContentFile(b"text", name="a.txt"))
    if relation == SHOWN:
        link = f'<p><a linktype="document" id="{row.pk}">文档</a></p>'
        ReferenceIndex.create_or_update_for_object(article("有文档的一篇", body=[{"type": "paragraph", "value": link}]))
    return Built({"pk": row.pk})


def _media_file(world: World, role: str, relation: str, state: str) -> Built | None:
    file = world.photo.get_rendition("fill-40x30").file.name
    return Built({"path": file if relation == SHOWN else world.photo.file.name})


def _setup_link(world: World, role: str, relation: str, state: str) -> Built | None:
    return Built({"token": setup_path(settings.SECRET_KEY if relation == SHOWN else "another-key").split("/")[2]})


LONELY = {"name": "别处区", "short": "别处", "pinyin": "bie chu qu", "city": "北京市", "lat": 39.9, "lng": 116.4}
OBJECTS: dict[str, Builder] = {
    "account": _account,
    "advert_code": _kept_by_staff(advert, "code", "code"),
    "advert_pk": _kept_by_staff(advert),
    "announcement_pk": _kept_by_staff(announcement),
    "article": _article,
    "banner_pk": _kept_by_staff(banner),
    "category": _category,
    "category_pk": _catalogue_row("pk", _lonely_category),
    "category_row": _catalogue_row("number", _lonely_category),
    "consent_document": _consent_document,
    "district_pk": _catalogue_row("pk", lambda: District.objects.get_or_create(code="110999", defaults=LONELY)[0]),
    "consultation": _ticket(make_enquiry_ticket, by_number=False),
    "consultation_number": _ticket(make_enquiry_ticket, by_number=True),
    "course": _course,
    "document": _document,
    "duty": _duty,
    "enquiry": _enquiry,
    "enterprise": _enterprise,
    "feedback": _ticket(make_feedback, by_number=False),
    "feedback_number": _ticket(make_feedback, by_number=True),
    "flyer": _flyer,
    "flyer_code": _flyer_code,
    "guidance": _catalogue_row("number", _guidance),
    "holiday_pk": _catalogue_row("pk", lambda: Holiday.objects.get_or_create(date=date(2029, 1, 1), defaults={"name": "元旦", "kind": "rest"})[0]),
    "image": _image,
    "job": _job,
    "job_application": _job_application,
    "lesson": _lesson,
    "listing": _listing,
    "media_file": _media_file,
    "menu_link_pk": _kept_by_staff(menu_link),
    "notice": _notice,
    "organisation": _organisation,
    "others_listing": _others_listing,
    "open_job": _open_job,
    "partner": _partner,
    "photo": _photo,
    "private_file": _private_file,
    "qualification": _qualification,
    "region_pk": _catalogue_row("pk", lambda: Region.objects.get_or_create(code="82", defaults={"name": "澳门特别行政区"})[0]),
    "saved_lesson": _saved_lesson,
    "service_type_pk": _catalogue_row("pk", _service_type),
    "service_type_row": _catalogue_row("number", _service_type),
    "setup_link": _setup_link,
    "unit_pk": _catalogue_row("pk", lambda: Unit.objects.get_or_create(code="acre", defaults={"label": "元/亩"})[0]),
    "storefront": _storefront,
    "storefront_item": _part_of_storefront("item"),
    "storefront_section": _part_of_storefront("section"),
    "storefront_version": _part_of_storefront("version"),
}
# The state in which a thing of public addresses is hidden.
HIDDEN_STATES = {"listing": "pending", "job": "pending", "enterprise": "suspended", "others_listing": "hidden"}
MISSING_ARGS = {"file_id": NO_FILE, "slug": "no-such-thing", "path": "images/none.png", "token": "none"}


def build(world: World, role: str, name: str, relation: str) -> Built | None:
    """The object of a row in a relation; None where there can be no such thing."""
    kind, _, state = name.partition(":")
    if relation in (SHOWN, HIDDEN) and kind in HIDDEN_STATES:
        return OBJECTS[kind](world, role, FOREIGN, state if relation == SHOWN else HIDDEN_STATES[kind])
    return OBJECTS[kind](world, role, relation, state)


def missing(args: dict[str, Any]) -> dict[str, Any]:
    """The same address for something that is not there."""
    return {name: MISSING_ARGS.get(name, NOT_THERE) for name in args}


__all__ = ["FOREIGN", "HIDDEN", "MISSING", "OWN", "SHOWN", "TENANT", "Built", "build", "missing"]

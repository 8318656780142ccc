"""What an address names: for a role and a relation (own, tenant, foreign) the row, made for one request and rolled back with it.

`letters` are the scopes of members/permissions.toml that hold between the row and the person, as this file claims; a test compares
them with the model's own `access_scopes`. None: the right is asked of the resource, not of this row.
"""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import ReferenceIndex

from core import clock
from core.media.models import PrivateFile, SiteImage
from core.models import District, Holiday, Region, Unit
from home.operations.embedded.setup_link import setup_path
from marketplace.bookings.models import Policy, ServiceRule
from marketplace.catalog.models import Category, Landing, ServiceType
from marketplace.engagements.models import EngagementRule
from marketplace.enterprises.models import Enterprise, QualificationFile
from marketplace.listings.models import ListingPhoto
from marketplace.pricing.models import GuidancePrice
from marketplace.series.models import SeriesRule
from marketplace.warranty.models import WarrantyRule
from marketplace.workers.models import PaperKind
from members.models import ConsentDocument, Membership, Organisation
from notifications.models import Notice
from search.models import Phrase, SynonymSet, TypoPair
from tests.cms.factories import article, draft_article, lesson
from tests.cms.pages.factories import advert, announcement, banner
from tests.core.parameters.factories import planned_value
from tests.dispatch.factories import make_enquiry_ticket, make_feedback
from tests.home.factories import menu_link
from tests.marketplace.catalog.factories import make_landing
from tests.marketplace.enterprises.factories import make_agreement, make_outlet
from tests.marketplace.factories import category, make_enquiry, make_listing
from tests.marketplace.insurance.factories import make_insurer
from tests.marketplace.pricing.factories import make_guidance
from tests.members.factories import make_organisation
from tests.rights import (
    booking_objects,
    credit_objects,
    dispatch_objects,
    engagement_objects,
    insurance_objects,
    intake_objects,
    level_objects,
    portal_objects,
    rating_objects,
    realname_objects,
    series_objects,
    survey_objects,
    warranty_objects,
)
from tests.rights.built import FOREIGN, HIDDEN, MISSING, NO_FILE, NOT_THERE, OWN, SHOWN, TENANT, Builder, Built, letters
from tests.rights.world import EMPLOYED, World, enterprise_row
from tests.search.factories import promoted_term


def _notice(world: World, role: str, relation: str, state: str) -> Built | None:
    owner = {OWN: world.people[role], FOREIGN: world.stranger}.get(relation)
    if owner is None:
        return None
    row = Notice.objects.create(user=owner, title="一条消息", body="内容", created_at=clock.now())
    return Built({"number": row.pk}, letters(relation), row)


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
    return Built({"number": row.pk}, letters(relation, *public), row)


def _others_listing(world: World, role: str, relation: str, state: str) -> Built | None:
    if relation != FOREIGN:
        return None
    return Built({"number": make_listing(enterprise=world.strange).pk}, None)


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
    return Built({"number": row.pk}, letters(relation), row)


def _enterprise(world: World, role: str, relation: str, state: str) -> Built | None:
    """In place of the one that the role works in, so that it is the only one of his."""
    public = "p" if state == "approved" else ""
    if (relation == OWN and world.people[role] is None) or (relation == TENANT and role not in EMPLOYED):
        return None
    Enterprise.objects.filter(organisation=world.organisations.get(role), organisation__isnull=False).update(organisation=make_organisation())
    place = world.organisations[role] if relation == TENANT else Organisation.objects.create(kind="enterprise", code=f"e-{uuid.uuid4().hex[:8]}", name="丙")
    row = enterprise_row(place, state=state, applicant={OWN: world.people[role], FOREIGN: world.stranger}.get(relation))
    _evidence(row, row.applicant or world.stranger)
    return Built({"number": row.pk}, letters(relation, *public), row)


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


def _agreement(world: World, role: str, relation: str, state: str) -> Built | None:
    """With the enterprise that the role works in, drafted by him, or neither."""
    if (relation == OWN and world.people[role] is None) or (relation == TENANT and (role not in EMPLOYED or state == "draft")):
        return None
    enterprise = world.enterprises[role] if relation == TENANT else world.strange
    enterprise.agreements.all().delete()
    row = make_agreement(enterprise, state=state, drafted_by=world.people[role] if relation == OWN else world.stranger)
    return Built({"number": row.pk}, letters(relation), row)


def _outlet(world: World, role: str, relation: str, state: str) -> Built | None:
    if relation == OWN or (relation == TENANT and role not in EMPLOYED):
        return None
    enterprise = world.enterprises[role] if relation == TENANT else world.strange
    enterprise.outlets.all().delete()
    row = make_outlet(enterprise, organisation=enterprise.organisation, state=state)
    return Built({"number": row.pk}, letters(relation, *("p" if state == "open" else "")), row)


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
    return Built({"file_id": row.pk}, letters(relation), row)


def _lesson(world: World, role: str, relation: str, state: str) -> Built | None:
    return Built({"number": lesson().pk}, None) if relation == FOREIGN else None


def _account(world: World, role: str, relation: str, state: str) -> Built | None:
    person = {OWN: world.people[role], TENANT: world.colleagues.get(role), FOREIGN: world.stranger}[relation]
    if person is None or (state == "suspended" and relation == OWN):
        return None
    if state == "suspended":
        type(person).objects.filter(pk=person.pk).update(suspended_at=clock.now(), is_active=False)
    held = "ot" if relation == OWN and role in world.organisations else letters(relation)
    return Built({"number": person.pk}, frozenset(held), person)


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
    return Built({"pk": row.pk}, letters(relation), row)


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


# ---- what is the same for everybody: shown or hidden --------------------------------------------------------------------------


def _category(world: World, role: str, relation: str, state: str) -> Built | None:
    return Built({"slug": category().slug}) if relation == SHOWN else None


def _service_page(world: World, role: str, relation: str, state: str) -> Built | None:
    row = _service_type()
    return Built({"slug": row.category.slug, "code": row.code if relation == SHOWN else "no-such-service"})


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
    "agreement": _agreement,
    "advert_code": _kept_by_staff(advert, "code", "code"),
    "advert_pk": _kept_by_staff(advert),
    "announcement_pk": _kept_by_staff(announcement),
    "article": _article,
    "banner_pk": _kept_by_staff(banner),
    "bulletin": portal_objects.bulletin,
    "category": _category,
    "category_pk": _catalogue_row("pk", _lonely_category),
    "category_row": _catalogue_row("number", _lonely_category),
    "chosen_enterprise": lambda world, role, relation, state: Built({"pk": world.strange.pk}, None) if relation == FOREIGN else None,
    "chosen_rating": rating_objects.chosen_rating,
    "chosen_offer": lambda world, role, relation, state: Built({"pk": make_listing(enterprise=world.strange).pk}, None) if relation == FOREIGN else None,
    "consent_document": _consent_document,
    "district_pk": _catalogue_row("pk", lambda: District.objects.get_or_create(code="110999", defaults=LONELY)[0]),
    "consultation": portal_objects.ticket(make_enquiry_ticket, by_number=False),
    "consultation_number": portal_objects.ticket(make_enquiry_ticket, by_number=True),
    "course": portal_objects.the_course,
    "document": _document,
    "duty": _duty,
    "enquiry": _enquiry,
    "enterprise": _enterprise,
    "favourite": portal_objects.favourite,
    "look": portal_objects.look,
    "saved_search": portal_objects.saved_search,
    "flag": portal_objects.flag,
    "feedback": portal_objects.ticket(make_feedback, by_number=False),
    "feedback_number": portal_objects.ticket(make_feedback, by_number=True),
    "flyer": portal_objects.flyer,
    "flyer_code": portal_objects.flyer_code,
    "guidance": _catalogue_row("number", _guidance),
    "holiday_pk": _catalogue_row("pk", lambda: Holiday.objects.get_or_create(date=date(2029, 1, 1), defaults={"name": "元旦", "kind": "rest"})[0]),
    "image": _image,
    "job": portal_objects.job,
    "job_application": portal_objects.job_application,
    "landing_pk": _kept_by_staff(lambda: Landing.objects.first() or make_landing()),
    "lesson": _lesson,
    "listing": _listing,
    "media_file": _media_file,
    "menu_link_pk": _kept_by_staff(menu_link),
    "notice": _notice,
    "organisation": _organisation,
    "outlet": _outlet,
    "others_listing": _others_listing,
    "done_order": rating_objects.done_order,
    "offer": booking_objects.offer,
    "order": booking_objects.order,
    "visit": booking_objects.visit,
    "waiting": booking_objects.waiting,
    "addon": booking_objects.addon,
    "addon_offer": booking_objects.addon_offer,
    "evidence": booking_objects.evidence,
    "visit_evidence": booking_objects.visit_evidence,
    "calendar_feed": booking_objects.calendar_feed,
    "long_offer": engagement_objects.long_offer,
    "engagement": engagement_objects.engagement,
    "own_work": engagement_objects.own_work,
    "contract": engagement_objects.contract,
    "home_assessment": engagement_objects.assessment,
    "substitute": engagement_objects.substitute,
    "care_entry": engagement_objects.care_entry,
    "cared_order": engagement_objects.cared_order,
    "cared_visit": engagement_objects.cared_visit,
    "open_job": portal_objects.open_job,
    "service_rule_pk": _catalogue_row("pk", lambda: ServiceRule.objects.order_by("pk")[0]),
    "policy_pk": _catalogue_row("pk", lambda: Policy.objects.get(first=False)),
    "series_rule_pk": _catalogue_row("pk", lambda: SeriesRule.objects.order_by("pk")[0]),
    "warranty_rule_pk": _catalogue_row("pk", lambda: WarrantyRule.objects.order_by("pk")[0]),
    "engagement_rule_pk": _catalogue_row("pk", lambda: EngagementRule.objects.order_by("pk")[0]),
    "paper_kind_pk": _catalogue_row("pk", lambda: PaperKind.objects.get(code="housekeeper")),
    "partner": portal_objects.partner,
    "photo": _photo,
    "planned_value": _kept_by_staff(planned_value, "number"),
    "private_file": _private_file,
    "qualification": _qualification,
    "rated": rating_objects.rated,
    "rating": rating_objects.rating,
    "rating_of_oneself": rating_objects.rating_of_oneself,
    **dispatch_objects.BUILDERS,
    **series_objects.BUILDERS,
    **level_objects.BUILDERS,
    **survey_objects.BUILDERS,
    **warranty_objects.BUILDERS,
    **credit_objects.BUILDERS,
    **insurance_objects.BUILDERS,
    "insurer_pk": _catalogue_row("pk", make_insurer),
    **realname_objects.BUILDERS,
    "region_pk": _catalogue_row("pk", lambda: Region.objects.get_or_create(code="82", defaults={"name": "澳门特别行政区"})[0]),
    "service_page": _service_page,
    "service_type_pk": _catalogue_row("pk", _service_type),
    "service_type_row": _catalogue_row("number", _service_type),
    "setup_link": _setup_link,
    "text_version": portal_objects.text_version,
    "phrase_pk": _kept_by_staff(lambda: Phrase.objects.get_or_create(text="劳驾", defaults={"kind": "filler"})[0]),
    "promoted_pk": _kept_by_staff(promoted_term),
    "synonym_pk": _kept_by_staff(lambda: SynonymSet.objects.get_or_create(code="拖地=", defaults={"words": ["拖地", "拖地板"]})[0]),
    "typo_pk": _kept_by_staff(lambda: TypoPair.objects.get_or_create(wrong="包借", defaults={"right": "保洁"})[0]),
    "unit_pk": _catalogue_row("pk", lambda: Unit.objects.get_or_create(code="acre", defaults={"label": "元/亩"})[0]),
    "asked_consultation": intake_objects.asked_consultation,
    "call": intake_objects.call,
    "simulated_call": intake_objects.simulated_call,
    "checked_worker": portal_objects.checked_worker,
    "spot_check": portal_objects.spot_check,
    "worker": portal_objects.worker,
    "worker_code": portal_objects.worker_code,
    "worker_exception": portal_objects.worker_exception,
    "worker_paper": portal_objects.worker_paper,
    "storefront": portal_objects.storefront,
    "storefront_item": portal_objects.part_of_storefront("item"),
    "storefront_section": portal_objects.part_of_storefront("section"),
    "storefront_version": portal_objects.part_of_storefront("version"),
}
# The state in which a thing of public addresses is hidden.
HIDDEN_STATES = {
    "package": "pending",
    "bulletin": "pending",
    "listing": "pending",
    "job": "pending",
    "enterprise": "suspended",
    "worker": "suspended",
    "rated": "hidden",
    "rating": "hidden",
    "others_listing": "hidden",
}
MISSING_ARGS = {"file_id": NO_FILE, "slug": "no-such-thing", "path": "images/none.png", "token": "none", "version": "none"}


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

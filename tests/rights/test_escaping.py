"""W2: what people write comes out as text, wherever it is shown. 300 payloads in every field that a page shows, every page read as HTML."""

import json
import os
from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from cms.articles.blocks import ArticleBody
from cms.articles.models import ArticlePage
from cms.pages.models import LabourPartnerPage
from core import clock
from core.audit.services import record
from core.content import bump
from core.models import StateHistory
from marketplace.bookings.models import Booking, ChangeRequest, Message, Visit
from marketplace.catalog.models import Category
from marketplace.enterprises.models import Enterprise
from marketplace.listings.models import EnquiryMessage, Listing
from marketplace.recruitment.models import SignUp
from marketplace.workers.models import Worker
from members.models import ConsentDocument, Organisation, User
from notifications.models import Notice, SmsMessage
from tests.cms.factories import draft_article
from tests.cms.pages.factories import partner_page
from tests.marketplace.bookings.factories import make_offer, make_order, put_at
from tests.marketplace.factories import make_enquiry, make_listing
from tests.marketplace.pricing.factories import make_guidance
from tests.marketplace.recruitment.factories import make_application_for, make_job
from tests.rights.asking import ask, client_of, rolled_back
from tests.rights.payload_families import FAMILIES
from tests.rights.payloads import MARK, PAYLOADS, dangers
from tests.rights.world import World, enterprise_row

EVERYTHING = (*PAYLOADS, *FAMILIES)
# The quick form shows every ninth six; NIGHTLY=1 all of them. In a real browser: test_in_a_browser.py.
BATCHES = [EVERYTHING[start : start + 6] for start in range(0, len(EVERYTHING), 6)][:: 1 if os.environ.get("NIGHTLY") else 9]
IDS = [str(number) for number in range(len(BATCHES))]


def short(batch: tuple[str, ...], length: int, turn: int = 0) -> str:
    """One payload that fits a short field, another one for each field."""
    fitting = [payload for payload in batch if len(payload) <= length]
    return fitting[turn % len(fitting)] if fitting else batch[turn % len(batch)][:length]


def poisoned_listing(world: World, batch: tuple[str, ...], turn: int, **who: object) -> Listing:
    """A published listing that says it in every field; the outside number, another one for each turn."""
    texts = {
        "title": short(batch, 120),
        "description": "\n".join(batch),
        "place": short(batch, 60, 1),
        "tags": [short(batch, 20)],
        "included": [short(batch, 80, 2)],
    }
    return make_listing(not_included=[short(batch, 80, 3)], art=short(batch, 40, 4), external_id=short(batch, 120, turn), **texts, **who)


def poison(world: World, batch: tuple[str, ...]) -> dict[str, int]:
    """Every kind of text that people may write, on rows that the pages below show."""
    owner = world.person("family")
    User.objects.filter(pk__in=[owner.pk, world.stranger.pk]).update(display_name=short(batch, 40))
    Organisation.objects.filter(pk=world.organisations["enterprise_owner"].pk).update(name=short(batch, 120))
    texts = {
        "legal_name": short(batch, 120),
        "short_name": short(batch, 40, 1),
        "contact_name": short(batch, 40, 2),
        "address": short(batch, 200, 3),
        "intro": "\n".join(batch),
    }
    Enterprise.objects.filter(pk=world.enterprises["enterprise_owner"].pk).update(**texts, art=short(batch, 40, 4))
    waiting = enterprise_row(Organisation.objects.create(kind="enterprise", code="waits", name="待审"), state="submitted", applicant=owner)
    Enterprise.objects.filter(pk=waiting.pk).update(**texts)
    Category.objects.filter(code="housekeeping").update(summary=short(batch, 120))
    mine = poisoned_listing(world, batch, 5, author=owner)
    theirs = poisoned_listing(world, batch, 4, enterprise=Enterprise.objects.get(pk=world.enterprises["enterprise_owner"].pk))
    enquiry = make_enquiry(listing=theirs, asker=owner)
    for payload in batch:
        EnquiryMessage.objects.create(enquiry=enquiry, author=owner, from_asker=True, text=payload[:300], at=clock.now())
        record(world.actors["family"], function=f"x.{payload}"[:80], obj=owner, detail={"note": payload})
    notice = Notice.objects.create(user=owner, title=short(batch, 120), body="\n".join(batch), url="/my/?next=javascript:xss7()", created_at=clock.now())
    SmsMessage.objects.create(phone_index="0" * 64, phone="13800000000", body="\n".join(batch), template="code", created_at=clock.now())
    said = {"title": short(batch, 60), "intro": "\n".join(batch), "body": "## " + batch[0] + "\n\n" + "\n\n".join(batch)}
    ConsentDocument.objects.create(kind="terms", version="x", published_at=clock.now(), **said)
    job = make_job(enterprise=Enterprise.objects.get(pk=world.enterprises["enterprise_owner"].pk), **said_of_job(batch))
    make_application_for(job=job, applicant=owner, name=short(batch, 60), message=batch[0][:500])
    partner = partner_page(title=short(batch, 120), intro=short(batch, 160, 1), region=short(batch, 60, 2), partner=short(batch, 80, 3))
    enrol(owner, partner, batch)
    page = poisoned_article(batch)
    guidance = make_guidance(basis=short(batch, 120))
    order = poisoned_order(world, owner, batch)
    bump("jobs", f"job:{job.pk}", "listings", "enterprises", "catalog", "accounts", "consents", "pages", f"listing:{mine.pk}", f"listing:{theirs.pk}")
    return {
        "mine": mine.pk,
        "theirs": theirs.pk,
        "enquiry": enquiry.pk,
        "notice": notice.pk,
        "waiting": waiting.pk,
        "owner": owner.pk,
        "page": page.pk,
        "guidance": guidance.pk,
        "job": job.pk,
        "partner": partner.pk,
        "order": int(order.number),
    }


def poisoned_order(world: World, owner: User, batch: tuple[str, ...]) -> Booking:
    """An order under way that says it in every text of family, provider and worker, and in its thread."""
    row = make_order(make_offer(enterprise=Enterprise.objects.get(pk=world.enterprises["enterprise_owner"].pk)), customer=owner)
    start = clock.now().replace(second=0, microsecond=0) - timedelta(minutes=10)
    put_at(row, start)
    texts = {"title": short(batch, 120), "needs": "\n".join(batch)[:500], "contact_name": short(batch, 20, 1), "address": short(batch, 120, 2)}
    Booking.objects.filter(pk=row.pk).update(state="arrived", **texts)
    Visit.objects.filter(booking=row).update(arrived_at=start)
    Worker.objects.filter(assignments__visit__booking=row).update(called=short(batch, 20, 3), name=short(batch, 20, 4))
    ChangeRequest.objects.create(booking=row, label=short(batch, 60), reason=batch[0][:200], fen=3000, asked_at=start)
    kind = ContentType.objects.get_for_model(Booking)
    StateHistory.objects.create(
        machine="booking", content_type=kind, object_id=str(row.pk), from_state="x", event="arrive", to_state="x", note=batch[-1][:500], at=start
    )
    for payload in batch:
        Message.objects.create(booking=row, side="worker", author=world.stranger, called=short(batch, 40), text=payload[:300], at=start)
    return row


def said_of_job(batch: tuple[str, ...]) -> dict[str, str]:
    """What a posting says in every field."""
    return {"title": short(batch, 60), "place": short(batch, 60, 1), "description": "\n".join(batch), "external_id": short(batch, 120, 2)}


def enrol(person: User, partner: LabourPartnerPage, batch: tuple[str, ...]) -> SignUp:
    """A sign-up that says it in every field."""
    said = {"name": short(batch, 60), "home": short(batch, 60, 1), "wish": short(batch, 60, 2), "message": batch[0][:500], "consent": "x"}
    return SignUp.objects.create(
        partner_id=partner.pk, partner_title=partner.title, region=partner.region, person=person, phone="13800000000", created_at=clock.now(), **said
    )


def poisoned_article(batch: tuple[str, ...]) -> ArticlePage:
    """An article whose words are payloads: rich text comes through the editor's own door, as a crafted POST would send it."""
    blocks = [
        {"type": "heading", "value": short(batch, 60)},
        {"type": "paragraph", "value": str(crafted(batch))},
        {"type": "quote", "value": {"text": "\n".join(batch), "who": short(batch, 60, 1)}},
        {"type": "facts", "value": {"title": short(batch, 60, 2), "items": [{"label": short(batch, 30), "value": short(batch, 200, 3)}]}},
        {"type": "steps", "value": {"title": "两步", "items": [{"lead": short(batch, 40), "text": batch[0]}, {"lead": "二", "text": batch[-1]}]}},
        {"type": "tip", "value": {"title": short(batch, 60, 4), "text": "\n".join(batch)}},
        {"type": "picture", "value": {"image": None, "drawing": "window", "alt": short(batch, 120), "caption": short(batch, 120, 1)}},
    ]
    page = draft_article(short(batch, 120), body=blocks, intro=short(batch, 160, 1), source=short(batch, 80, 2), author_name=short(batch, 40, 3))
    page.get_latest_revision().publish()
    return page


def crafted(batch: tuple[str, ...]) -> str:
    """What the editor's widget makes of a body put together by hand: payloads as text, as links, as entities that it does not offer."""
    blocks, entities = [], {}
    for number, payload in enumerate(batch):
        entities[str(number)] = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": f"javascript:xss7({number})", "onclick": "xss7()", "href": payload}}
        ranges = [{"offset": 0, "length": len(payload), "key": number}]
        blocks.append({"key": f"b{number}", "text": payload, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": ranges, "data": {}})
    entities["90"] = {"type": "EMBED", "mutability": "IMMUTABLE", "data": {"url": "javascript:xss7()", "html": "<script>xss7()</script>"}}
    field = ArticleBody().child_blocks["paragraph"].field
    return str(field.widget.value_from_datadict({"x": json.dumps({"blocks": blocks, "entityMap": entities})}, {}, "x"))


def pages(ids: dict[str, int], page: Page) -> dict[str, list[str]]:
    """Role → the pages that show any of it."""
    mine, theirs, enquiry = ids["mine"], ids["theirs"], ids["enquiry"]
    public = ["/", "/listings/", f"/listings/{mine}/", f"/listings/{theirs}/", "/enterprises/", "/services/", "/services/housekeeping/", "/prices/"]
    public += [
        "/news/",
        "/news/industry/",
        str(page.get_url_parts()[2]),
        "/terms/",
        "/simulators/sms/",
        "/search/?q=xss7",
        "/search/?q=%3Cscript%3Exss7()",
        "/search/suggest/?q=xss7",
    ]
    public += ["/jobs/", f"/jobs/{ids['job']}/", "/jobs/?q=xss7", "/labour/", str(Page.objects.get(pk=ids["partner"]).get_url_parts()[2])]
    own = [
        "/my/",
        f"/my/listings/{mine}/",
        "/my/listings/",
        f"/my/listings/{mine}/edit/",
        f"/my/listings/{mine}/photos/",
        "/my/enquiries/",
        f"/my/enquiries/{enquiry}/",
    ]
    own += [
        f"/listings/{theirs}/enquire/",
        f"/jobs/{ids['job']}/apply/",
        "/my/applications/",
        f"/labour-partners/{ids['partner']}/sign-up/",
        "/my/notices/",
        f"/my/notices/{ids['notice']}/",
        "/my/profile/",
        "/my/data/",
        "/my/security/",
        "/my/consents/",
        "/fragments/account/",
        "/enterprise/",
    ]
    number = ids["order"]
    own += ["/my/orders/", *(f"/my/orders/{number}/{tail}" for tail in ("", "messages/", "cancelling/", "moving/"))]
    owner = ["/enterprise/orders/", f"/enterprise/orders/{number}/", f"/enterprise/orders/{number}/messages/"]
    owner += ["/enterprise/", "/enterprise/profile/", "/enterprise/listings/", f"/enterprise/listings/{theirs}/", f"/enterprise/listings/{theirs}/edit/"]
    owner += ["/enterprise/enquiries/", f"/enterprise/enquiries/{enquiry}/"]
    owner += ["/enterprise/jobs/", *(f"/enterprise/jobs/{ids['job']}/{tail}" for tail in ("", "edit/", "applications/"))]
    staff = [
        "marketplace-enterprises/",
        f"marketplace-enterprises/{ids['waiting']}/",
        "marketplace-listings/",
        f"marketplace-listings/{theirs}/",
        "marketplace-listings/enquiries/",
        "marketplace-recruitment/",
        f"marketplace-recruitment/{ids['job']}/",
        "marketplace-recruitment/applications/",
        "marketplace-recruitment/sign-ups/",
        "marketplace-bookings/",
        f"marketplace-bookings/{number}/",
    ]
    staff += [
        f"marketplace-listings/enquiries/{enquiry}/",
        "members-accounts/",
        f"members-accounts/{ids['owner']}/",
        "members-organisations/",
        "members-consents/",
        "home-operations/audit/",
    ]
    staff += [
        "marketplace-catalog-categories/",
        "marketplace-pricing/",
        f"marketplace-pricing/{ids['guidance']}/",
        "pages/",
        f"pages/{ids['page']}/edit/",
        "pages/search/?q=xss7",
        "home-operations/audit/?user_name=%3Cscript%3Exss7()",
    ]
    return {
        "visitor": public,
        "family": own,
        "enterprise_owner": owner,
        "auditor": [f"/admin/{path}" for path in staff if not path.startswith("pages/")],
        "publisher": [f"/admin/{path}" for path in staff if path.startswith("pages/")],
    }


@pytest.mark.parametrize("batch", BATCHES, ids=IDS)
def test_words_of_people_are_never_more_than_words(batch: tuple[str, ...], world: World, record_property):
    shown, broken, asked, there, unseen = 0, [], 0, set(), set()
    with rolled_back():
        ids = poison(world, batch)
        for role, paths in pages(ids, ArticlePage.objects.get(pk=ids["page"])).items():
            for path in paths:
                answer = ask(client_of(world, role), "GET", path)
                asked += 1
                text = answer.body.decode(errors="replace")
                shown += MARK in text
                (there if answer.status == 200 else unseen).add(path)
                found = dangers(text, strict=not path.startswith("/admin/"))
                if found or answer.status >= 500:
                    broken.append(f"{role} {path}: {answer.status} {found[:3]} {answer.error[-300:]}")
    record_property("cells", asked)
    assert broken == []
    assert unseen - there == set()
    assert shown > asked / 3, "the payloads are hardly shown: the test proves little"


@pytest.mark.parametrize("payload", PAYLOADS, ids=[str(number) for number in range(len(PAYLOADS))])
def test_the_judge_sees_each_payload_when_nothing_escapes_it(payload: str):
    """The twin of the test above: unescaped, each of them is found, so that nothing found means something."""
    harmless = payload.startswith(("{{", "&lt;", "` ", "\\u003c"))
    page = (
        f'<p class="{payload}">{payload}</p>'
        if payload.startswith('" ')
        else f"<p class='{payload}'>{payload}</p>"
        if payload.startswith("' ")
        else f"<p>{payload}</p>"
    )
    assert dangers(page, strict=True) or harmless

"""A family registers by its number and posts what it needs (MEM-02); nothing is asked that the privacy notice does not name (MEM-11)."""

from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.access import system_actor
from marketplace.catalog import queries as catalogue
from marketplace.listings import services as listings
from marketplace.listings.models import Listing
from members.models import User
from tests.marketplace.factories import category, district, post_in_steps, unit
from tests.members.factories import fresh_phone
from tests.members.test_accounts import code_of, sign_up

pytestmark = pytest.mark.django_db

# What a form asks → under which declared field it stands; None: about the service wanted or the step at hand, not about a person.
ASKED = {
    "phone": "phone",
    "password1": "password",
    "display_name": "display_name",
    "terms": "consent_record",
    "privacy": "consent_record",
    "code": "sms_code",
    "district_code": "district",
    **dict.fromkeys(("title", "description", "place", "tags", "wanted_time", "wanted_part", "wanted_from", "wanted_until", "street"), "listing_text"),
    **dict.fromkeys(("included", "not_included", "service_area"), "listing_text"),
    **dict.fromkeys(
        ("category", "service_type", "district", "unit", "budget_min", "budget_max", "price", "csrfmiddlewaretoken", "next", "action", "back"), None
    ),
    "photo": "listing_photo",
    "photos": "listing_photo",
    "text": "enquiry_text",
    "body": "enquiry_text",
}
OF_ENTERPRISES = {
    **dict.fromkeys(("legal_name", "short_name", "intro"), "legal_name"),
    "licence_no": "licence_no",
    "address": "enterprise_address",
    "contact_name": "contact_name",
    "phone": "contact_phone",
    "identity_file": "identity_file",
    **dict.fromkeys(("licence_file", "permit_file", "other_file"), "qualification_file"),
    **dict.fromkeys(("district", "categories", "csrfmiddlewaretoken"), None),
}


@pytest.fixture(autouse=True)
def _fresh_catalogue():
    """The catalogue that a process keeps belongs to one database."""
    catalogue.forget()
    yield
    catalogue.forget()


class Names(HTMLParser):
    """The names of the fields in the main part of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(page[page.index('<main id="main"') : page.index("</main>")])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the name of a field."""
        name = dict(attrs).get("name")
        if tag in {"input", "select", "textarea"} and name:
            self.found.add(name)


def registered(phone: str) -> Client:
    """A browser in which somebody has registered through the pages."""
    client = Client()
    assert sign_up(client, phone).status_code == 302
    assert client.post("/accounts/phone/verify/", {"code": code_of(phone)})["Location"] == "/my/"
    return client


def need() -> dict[str, str]:
    """What a family writes into the form."""
    return {
        "category": str(category("月嫂").pk),
        "title": "找一位月嫂，预产期十二月",
        "description": "会做月子餐。",
        "district": str(district().pk),
        "unit": str(unit("元/月").pk),
        "budget_min": "10000",
        "budget_max": "15000",
        "wanted_from": clock.now().date().isoformat(),
        "wanted_time": "住家",
    }


@pytest.mark.req("MEM-02")
def test_a_family_registers_by_phone_and_posts_what_it_needs():
    phone = fresh_phone()
    client = registered(phone)
    answer = post_in_steps(client, "request", need())
    assert answer.status_code == 302, answer.context["form"].errors
    row = Listing.objects.get(author_id=User.objects.get(phone=phone).pk)
    client.post(reverse("listings:act", args=[row.pk, "submit"]))
    assert "找一位月嫂" in client.get(reverse("listings:mine")).content.decode()
    row.refresh_from_db()
    if row.state != "published":
        listings.approve(row, actor=system_actor(), now=clock.now())
    page = Client().get(reverse("listings:detail", args=[row.pk])).content.decode()
    assert "找一位月嫂" in page and phone not in page


@pytest.mark.req("MEM-11")
def test_only_declared_fields_are_asked_and_consent_has_version_and_time():
    phone, began = fresh_phone(), clock.now()
    asked = {"/accounts/signup/": Names(Client().get("/accounts/signup/").content.decode()).found}
    client = registered(phone)
    pages = ["/my/profile/", "/accounts/phone/change/", reverse("listings:post") + "?side=request", reverse("listings:post") + "?side=offer"]
    pages += [client.post(page, need()).url for page in pages[-2:]]
    asked |= {page: Names(client.get(page).content.decode()).found for page in pages}
    of_enterprise = Names(client.get(reverse("enterprises:apply")).content.decode()).found

    stored = client.get("/my/data/?download=1").json()["members"]["consents"]
    assert {row["kind"]: bool(row["version"]) for row in stored} == {"terms": True, "privacy": True}
    assert all(began.isoformat() <= row["at"] <= clock.now().isoformat() and row["channel"] == "web" for row in stored)

    declared = client.get("/my/data/").context["declared"]
    known = {row["field"] for row in declared}
    assert asked["/accounts/signup/"] >= {"phone", "terms", "privacy"}
    for page, names in asked.items():
        strange = {name for name in names if name not in ASKED}
        assert not strange, f"{page} asks for {strange}"
    assert of_enterprise <= set(OF_ENTERPRISES)
    assert {*ASKED.values(), *OF_ENTERPRISES.values()} - {None} <= known
    notice = Client().get("/privacy/").content.decode()
    assert all(row["label"] in notice for row in declared)

"""Landing pages: every category and service type has one, editors write its words in the admin, the page shows them at the next request."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.access import system_actor
from core.audit.models import AuditEntry
from core.revisions import revisions_of
from marketplace.catalog.models import Landing, ServiceType
from marketplace.catalog.services import change_landing, merge_service_type
from tests.marketplace.catalog.factories import QUESTIONS, landing_form, make_landing
from tests.marketplace.factories import category, make_enterprise, make_listing
from tests.members.factories import make_staff

pytestmark = pytest.mark.django_db
SYSTEM = system_actor()


def text_of(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def facts_of(page: str) -> list[dict]:
    return [json.loads(found) for found in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)]


def glass() -> ServiceType:
    return ServiceType.objects.select_related("category").get(code="glass")


def test_an_editor_writes_the_words_in_the_admin_and_the_page_shows_them():
    path, client = category("月嫂").get_absolute_url(), Client()
    assert "住家月嫂怎么选" not in text_of(path)
    client.force_login(make_staff("editor"))
    sent = landing_form(("住家月嫂睡哪儿？", "和宝宝一个房间，单独一张床。"))
    assert client.post(reverse("marketplace_catalog_landings:add"), sent).status_code == 302
    page = text_of(path)
    assert "住家月嫂怎么选" in page and "住家月嫂睡哪儿？" in page and "和宝宝一个房间，单独一张床。" in page
    asked = next(fact for fact in facts_of(page) if fact["@type"] == "FAQPage")
    assert asked["mainEntity"][0]["acceptedAnswer"]["text"] == "和宝宝一个房间，单独一张床。"
    row = Landing.objects.get()
    edit = reverse("marketplace_catalog_landings:edit", args=[row.pk])
    assert client.post(edit, landing_form(heading="月嫂怎么挑")).status_code == 302
    page = text_of(path)
    assert "月嫂怎么挑" in page and "住家月嫂怎么选" not in page and "FAQPage" not in page
    assert len(revisions_of(row)) == 2 and AuditEntry.objects.filter(function="landing.change").count() == 1
    assert "改过 2 次" in client.get(edit).content.decode()


def test_a_service_type_has_its_page_with_what_is_done_its_words_and_who_offers_it():
    row = glass()
    path = row.get_absolute_url()
    listing = make_listing(enterprise=make_enterprise(), service_type=row, category=row.category, title="双层玻璃两面擦")
    make_landing()
    page = text_of(path)
    assert listing.title in page and row.checklist[0] in page and "一扇窗怎么算钱" in page
    assert {"CollectionPage", "BreadcrumbList", "FAQPage"} <= {fact["@type"] for fact in facts_of(page)}
    assert path in text_of(row.category.get_absolute_url()) and path in text_of("/sitemap-service-types.xml")


def test_a_change_is_seen_at_the_next_request():
    row, path = make_landing(), glass().get_absolute_url()
    for number in range(5):
        text_of(path)
        change_landing(row, actor=SYSTEM, now=clock.now(), heading=f"第 {number} 次改过")
        assert f"第 {number} 次改过" in text_of(path)


def test_old_and_merged_addresses_of_a_service_type_lead_on():
    row, target = glass(), ServiceType.objects.select_related("category").get(code="cleaning-deep")
    answer = Client().get(f"/services/cleaning/{row.code}/")
    assert (answer.status_code, answer["Location"]) == (301, row.get_absolute_url())
    merge_service_type(row, target=target, actor=SYSTEM, now=clock.now())
    answer = Client().get(row.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (301, target.get_absolute_url())
    assert Client().get("/services/cleaning-home/nothing/").status_code == 404


@pytest.mark.parametrize(
    "changes",
    [{"category": "", "service_type": ""}, {"heading": ""}, {"service_type": "same"}, {"drawing": "nonsense"}],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(changes: dict[str, str]):
    client = Client()
    client.force_login(make_staff("editor"))
    sent = {**landing_form(), **{name: glass().pk if value == "same" else value for name, value in changes.items()}}
    answer = client.post(reverse("marketplace_catalog_landings:add"), sent)
    assert answer.status_code == 200 and not Landing.objects.exists()


def test_questions_are_escaped():
    make_landing(faq=[{"type": "question", "value": {"question": "<script>alert(1)</script>", "answer": "</script><b>x"}}, *QUESTIONS])
    page = text_of(glass().get_absolute_url())
    assert "<script>alert" not in page and "</script><b>x" not in page

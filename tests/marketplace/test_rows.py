"""Requirement rows of the marketplace, each whole and through pages or the API."""

import pytest
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from core.outbox.testing import drain_all
from marketplace.enterprises.models import Enterprise
from marketplace.listings.models import Listing
from notifications.models import Notice
from tests.marketplace.factories import category, district, licence_no, make_enterprise, moderation, picture, post_in_steps, unit
from tests.marketplace.listings.test_pages import offer_form, request_form
from tests.members.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
JSON = "application/json"
ENTERPRISE = "listings:enterprise-post"


def application() -> dict:
    return {
        "legal_name": "北京安心家政服务有限公司",
        "licence_no": licence_no(),
        "contact_name": "赵安",
        "phone": "010-61234567",
        "district": district().pk,
        "address": "望京街道 2 层",
        "categories": [category().pk],
        "action": "submit",
        "licence_file": picture(),
    }


@pytest.mark.req("MEM-01")
def test_an_enterprise_registers_and_is_pending_until_audited(as_user) -> None:
    owner = make_user()
    client = as_user(owner)
    client.post("/enterprise/apply/", application())
    mine = client.get("/api/v1/enterprise-applications/").json()["items"][0]
    assert (mine["state"], mine["legal_name"], mine["contact_name"]) == ("submitted", "北京安心家政服务有限公司", "赵安")
    assert "待审核" in client.get("/enterprise/").content.decode()
    assert Client().get(f"/api/v1/enterprises/{mine['id']}/").status_code == 404
    leader = as_user(make_staff("leader"))
    leader.post(f"/api/v1/enterprise-applications/{mine['id']}/approve/", {}, content_type=JSON)
    assert "已加盟" in client.get("/enterprise/").content.decode()
    assert Client().get(f"/api/v1/enterprises/{mine['id']}/").status_code == 200


@pytest.mark.req("ENT-03")
def test_an_approved_enterprise_manages_its_services_and_an_unapproved_one_gets_403(as_user) -> None:
    moderation(False)
    owner = make_user()
    client = as_user(owner)
    client.post("/enterprise/apply/", application())
    refused = post_in_steps(client, "offer", offer_form(), name=ENTERPRISE)
    assert refused.status_code == 403 and Listing.objects.count() == 0
    row = Enterprise.objects.get()
    as_user(make_staff("leader")).post(f"/api/v1/enterprise-applications/{row.pk}/approve/", {}, content_type=JSON)
    post_in_steps(client, "offer", offer_form(), name=ENTERPRISE)
    listing = Listing.objects.get()
    client.post(reverse("listings:enterprise-act", args=[listing.pk, "submit"]))
    url = listing.get_absolute_url()
    assert "日常保洁，两小时起" in Client().get(url).content.decode()
    client.post(reverse("listings:enterprise-edit", args=[listing.pk]), offer_form(title="日常保洁，三小时起", price="66"))
    page = Client().get(url).content.decode()
    assert "日常保洁，三小时起" in page and "66" in page
    client.post(reverse("listings:enterprise-act", args=[listing.pk, "pause"]))
    assert Client().get(url).status_code == 404
    client.post(reverse("listings:enterprise-act", args=[listing.pk, "resume"]))
    assert Client().get(url).status_code == 200


@pytest.mark.req("ENT-04")
def test_every_service_shows_its_fee_standard(as_user) -> None:
    moderation(False)
    owner = make_user()
    make_enterprise(owner)
    client = as_user(owner)
    for lacking, said in (({"price": ""}, "请填价格"), ({"unit": ""}, "单位")):
        assert said in post_in_steps(client, "offer", offer_form(**lacking), name=ENTERPRISE).content.decode()
        assert not Listing.objects.exclude(price_fen=None).exists()
    post_in_steps(client, "offer", offer_form(), name=ENTERPRISE)
    listing = Listing.objects.get()
    client.post(reverse("listings:enterprise-act", args=[listing.pk, "submit"]))
    shown = Client().get(listing.get_absolute_url()).content.decode()
    for text in ("<b>60</b>", "元/小时", "包含", "地面吸尘、湿拖", "不包含", "高空外窗"):
        assert text in shown
    fees = Client().get(f"/api/v1/listings/{listing.pk}/").json()
    assert (fees["price_yuan"], fees["unit"], fees["included"], fees["not_included"]) == ("60.00", "元/小时", ["地面吸尘、湿拖", "台面擦净"], ["高空外窗"])


@pytest.mark.req("MEM-03")
def test_an_enterprise_posts_a_demand_that_is_listed_with_its_name(as_user) -> None:
    owner = make_user()
    make_enterprise(owner)
    client = as_user(owner)
    post_in_steps(client, "request", request_form(title="办公室保洁，每周三次", category=category("公司保洁").pk), name=ENTERPRISE)
    listing = Listing.objects.get()
    client.post(reverse("listings:enterprise-act", args=[listing.pk, "submit"]))
    as_user(make_staff("publisher")).post(f"/api/v1/listings/{listing.pk}/approve/")
    assert Notice.objects.filter(user=owner, title="信息发布了").exists()
    board = Client().get("/listings/", {"side": "request"}).content.decode()
    assert "办公室保洁，每周三次" in board and "安心家政" in board
    assert "北京安心家政服务有限公司" in Client().get(listing.get_absolute_url()).content.decode()


@pytest.mark.req("MEM-04")
def test_a_family_posts_a_demand_and_neither_number_nor_door_is_anywhere(as_user) -> None:
    moderation(False)
    family = make_user(name="陈女士")
    client = as_user(family)
    for hidden in (f"请打 {family.phone}", "微信 chenmin1988", "住三区 308 号楼 2 单元"):
        post_in_steps(client, "request", request_form(description=hidden))
        post_in_steps(client, "request", request_form(place=hidden))
        assert not Listing.objects.filter(Q(description=hidden) | Q(place=hidden)).exists()
    post_in_steps(client, "request", request_form())
    listing = Listing.objects.get()
    client.post(reverse("listings:act", args=[listing.pk, "submit"]))
    drain_all()
    url = listing.get_absolute_url()
    places = [
        "/listings/",
        "/services/housekeeping-maternity/?side=request",
        url,
        f"/api/v1{url}",
        "/api/v1/listings/",
        "/api/v1/search/?q=月嫂",
        "/search/?q=月嫂",
    ]
    for place in places:
        shown = Client().get(place).content.decode()
        assert listing.title in shown or "找一位" in shown
        assert family.phone not in shown and family.phone[-4:] not in shown and family.username not in shown
    assert "望京西园附近" in Client().get(url).content.decode()
    assert (listing.lat, listing.lng) == (round(listing.lat, 2), round(listing.lng, 2))


@pytest.mark.req("CLS-01")
def test_a_member_posts_either_side_in_any_category_and_the_type_is_filterable(as_user) -> None:
    moderation(False)
    client = as_user(make_user())
    tree = Client().get("/api/v1/categories/").json()["items"]
    slugs = [node["slug"] for top in tree for node in (top, *top["children"])]
    assert len(slugs) == 55
    same = {"district": "朝阳区", "unit": "次"}
    sides = {"offer": {"price_yuan": "120.00"}, "request": {"budget_max_yuan": "150.00", "wanted_from": "2026-12-01"}}
    posted = {side: set() for side in sides}
    for number, slug in enumerate(slugs):
        if number and number % 25 == 0:
            client = as_user(make_user())  # nobody posts more than sixty a day
        for side, fields in sides.items():
            answer = client.post("/api/v1/listings/", {**same, **fields, "side": side, "category": slug, "title": f"第{number}条信息"}, content_type=JSON)
            assert answer.status_code == 201, answer.content
            posted[side].add(answer.json()["id"])
    for side, ids in posted.items():
        found, cursor = set(), ""
        while cursor is not None:
            body = Client().get("/api/v1/listings/", {"side": side, "page_size": 50} | ({"cursor": cursor} if cursor else {})).json()
            found |= {item["id"] for item in body["items"]}
            cursor = body["next"]
        assert found == ids
    offers = Client().get("/listings/", {"side": "offer", "category": "housekeeping-maternity"}).content.decode()
    assert offers.count('class="cover-link"') == 1


@pytest.mark.req("CLS-02")
def test_offer_and_request_forms_differ(as_user) -> None:
    client = as_user(make_user())
    page = reverse("listings:post")
    begun = {side: client.post(f"{page}?side={side}", form()).url for side, form in (("offer", offer_form), ("request", request_form))}
    asked = {side: client.get(url).content.decode() for side, url in begun.items()}
    only = {"offer": ("price", "service_area"), "request": ("budget_max", "wanted_from", "wanted_time", "place")}
    for name in only["offer"]:
        assert f'name="{name}"' in asked["offer"] and f'name="{name}"' not in asked["request"]
    for name in only["request"][:3]:
        assert f'name="{name}"' in asked["request"] and f'name="{name}"' not in asked["offer"]
    assert 'name="place"' in asked["request"]
    mixed = {
        "side": "offer",
        "category": "月嫂",
        "title": "金牌月嫂在望京",
        "district": "朝阳区",
        "unit": unit().label,
        "price_yuan": "1",
        "budget_max_yuan": "2",
    }
    assert "budget_max_yuan" in client.post("/api/v1/listings/", mixed, content_type=JSON).json()["fields"]
    client.post(begun["request"], request_form(wanted_from=""))
    client.post(begun["request"], request_form(budget_max=""))
    client.post(begun["offer"], offer_form(price=""))
    for row in Listing.objects.all():
        assert client.post(reverse("listings:act", args=[row.pk, "submit"])).status_code == 400
    assert not Listing.objects.exclude(state="draft").exists()

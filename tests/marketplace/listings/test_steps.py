"""Posting in three steps, and finding a request by service, day and place (CLS-03)."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from core import clock
from core.models import Region
from core.outbox.testing import drain_all
from marketplace.catalog.models import ServiceType
from marketplace.enterprises.models import Enterprise
from marketplace.listings.models import Listing
from marketplace.listings.parameters import MAX_PHOTOS
from tests.core.parameters.factories import set_parameter
from tests.marketplace.factories import category, district, make_enterprise, make_listing, moderation, picture, post_in_steps, unit
from tests.marketplace.pricing.factories import make_guidance
from tests.members.factories import make_user

pytestmark = pytest.mark.django_db
REQUEST = "?side=request"


def glass() -> ServiceType:
    """A service of the reference data that has a category of its own."""
    return ServiceType.objects.in_use().get(code="glass")


def wangjing() -> Region:
    """A street of 朝阳区."""
    return Region.objects.get(code="110105026")


def what(**changes: Any) -> dict[str, Any]:
    """The first step."""
    service = glass()
    return {
        "category": service.category_id,
        "service_type": service.pk,
        "title": "周末擦窗，三居室",
        "description": "朝南一面飘窗，外面够不着。",
        "tags": "",
    } | changes


def terms(**changes: Any) -> dict[str, Any]:
    """The second step."""
    day = timezone.localdate() + timedelta(days=6)
    where = {"district": district().pk, "street": wangjing().pk, "place": "望京西园附近"}
    when = {"wanted_from": str(day), "wanted_until": str(day + timedelta(days=1)), "wanted_part": "morning", "wanted_time": "九点以后"}
    return {**where, **when, "budget_min": "120", "budget_max": "200", "unit": unit("元/次").pk} | changes


def begun(client: Client, **changes: Any) -> Listing:
    """A draft after the first step."""
    answer = client.post(reverse("listings:post") + REQUEST, what(**changes))
    row = Listing.objects.latest("pk")
    assert answer.url == reverse("listings:terms", args=[row.pk])
    return row


def with_place() -> SimpleUploadedFile:
    """A photo that says where it was taken."""
    buffer, exif = io.BytesIO(), Image.Exif()
    exif[0x8825] = {1: "N", 2: (39.0, 59.0, 30.0), 3: "E", 4: (116.0, 28.0, 12.0)}
    Image.new("RGB", (640, 480), "#0f5e62").save(buffer, "JPEG", exif=exif)
    return SimpleUploadedFile("window.jpg", buffer.getvalue(), "image/jpeg")


@pytest.mark.req("CLS-03")
@pytest.mark.django_db(transaction=True)
def test_a_demand_keeps_service_time_and_place_and_is_found_by_each(as_user) -> None:
    moderation(False)
    client = as_user(make_user(name="陈女士"))
    assert post_in_steps(client, "request", what() | terms()).status_code == 302
    row = Listing.objects.get()
    client.post(reverse("listings:act", args=[row.pk, "submit"]))
    row.refresh_from_db()
    day = row.wanted_from
    assert day is not None
    assert (row.service_type, row.wanted_part, row.street, row.district, row.state) == (glass(), "morning", wangjing(), district(), "published")
    shown = Client().get(row.get_absolute_url()).content.decode()
    for text in ("上午", "九点以后", "望京街道", "望京西园附近", glass().name):
        assert text in shown, text

    hits = [
        {"service_type": glass().code, "category": row.category.slug},
        {"wanted_on": str(day)},
        {"wanted_on": str(day + timedelta(days=1)), "part": "morning"},
        {"district": "110105", "street": "110105026"},
    ]
    misses = [
        {"service_type": "cleaning-regular", "category": row.category.slug},
        {"wanted_on": str(day + timedelta(days=2))},
        {"wanted_on": str(day - timedelta(days=1))},
        {"wanted_on": str(day), "part": "evening"},
        {"district": "110105", "street": "110105016"},
    ]
    for asked in (*hits, *misses):
        page = Client().get("/listings/", {"side": "request", **asked}).content.decode()
        found = [item["id"] for item in Client().get("/api/v1/listings/", {"side": "request", **asked}).json()["items"]]
        assert (row.title in page, found) == ((True, [row.pk]) if asked in hits else (False, [])), asked
    drain_all()
    for words in ("望京街道", "擦窗 上午"):
        assert row.pk in [item["id"] for item in Client().get("/api/v1/search/", {"q": words, "side": "request"}).json()["items"]], words


def test_a_request_without_an_end_is_wanted_from_its_first_day_on(client: Client) -> None:
    today = timezone.localdate()
    row = make_listing(side="request", wanted_from=today + timedelta(days=3), wanted_until=None)
    for days, is_found in ((2, False), (3, True), (300, True)):
        found = client.get("/api/v1/listings/", {"wanted_on": str(today + timedelta(days=days)), "part": "evening"}).json()["items"]
        assert ([item["id"] for item in found] == [row.pk]) is is_found
    assert client.get("/listings/", {"wanted_on": "2026-99-99", "part": "nonsense", "street": "x"}).status_code == 200


def test_after_the_first_step_nothing_is_lost(as_user) -> None:
    client = as_user(make_user())
    row = begun(client)
    here = reverse("listings:terms", args=[row.pk])
    refused = client.post(here, terms(budget_max="", place="就在三区 308 号楼 2 单元"))
    assert refused.status_code == 200 and "请填最多能给多少" in refused.content.decode() and "九点以后" in refused.content.decode()
    back = client.post(here, terms(budget_max="") | {"back": "1"})
    row.refresh_from_db()
    assert back.url == reverse("listings:what", args=[row.pk])
    assert (row.state, row.street, row.wanted_part, row.budget_min_fen, row.budget_max_fen) == ("draft", wangjing(), "morning", 12000, None)
    assert "朝南一面飘窗" in client.get(back.url).content.decode()
    assert client.post(back.url, what(title="擦窗，三居室，带纱窗")).url == here
    kept = client.get(here).content.decode()
    assert "九点以后" in kept and 'value="120' in kept
    assert "擦窗，三居室，带纱窗" in client.get(reverse("listings:post")).content.decode(), "a draft can be gone on with"
    assert client.post(reverse("listings:act", args=[row.pk, "submit"])).status_code == 400, "what is incomplete is not published"


def test_sending_the_first_step_twice_leaves_one_draft(as_user) -> None:
    client = as_user(make_user())
    assert begun(client).pk == begun(client, description="再说一遍：飘窗在外面。").pk
    assert Listing.objects.get().description == "再说一遍：飘窗在外面。"


def test_the_guidance_range_stands_beside_the_budget(as_user) -> None:
    client, service = as_user(make_user()), glass()
    make_guidance(code=service.code, unit=unit("元/次"), low=13000, high=26000)
    page = client.get(reverse("listings:terms", args=[begun(client).pk])).content.decode()
    assert "指导价" in page and "130–260" in page and service.name in page


def test_a_street_belongs_to_its_district(as_user) -> None:
    client = as_user(make_user())
    row = begun(client)
    answer = client.post(reverse("listings:terms", args=[row.pk]), terms(district=district("海淀区").pk))
    assert "这条街道不在所选的区里" in answer.content.decode()
    posted = {"side": "request", "category": "擦玻璃", "title": "找人擦窗", "unit": "次", "budget_max_yuan": "200.00", "wanted_from": "2026-12-01"}
    where = {"category": glass().category.slug, "district": "朝阳区", "street": "望京街道", "wanted_part": "morning"}
    made = client.post("/api/v1/listings/", posted | where, content_type="application/json")
    assert made.status_code == 201 and made.json()["street"] == "望京街道" and made.json()["wanted_part"] == "morning"
    moved = client.patch(f"/api/v1/listings/{made.json()['id']}/", {"district": "海淀区"}, content_type="application/json")
    assert moved.status_code == 200 and moved.json()["street"] is None
    assert client.patch(f"/api/v1/listings/{made.json()['id']}/", {"street": "没有街道"}, content_type="application/json").json()["fields"]["street"]


def test_photos_are_ordered_described_limited_and_say_no_place(as_user) -> None:
    set_parameter(MAX_PHOTOS, 3)
    client = as_user(make_user())
    row = begun(client)
    client.post(reverse("listings:terms", args=[row.pk]), terms())
    here = reverse("listings:photos", args=[row.pk])
    assert client.post(here, {"file": with_place(), "alt": "朝南的飘窗"}).status_code == 302
    client.post(here, {"file": picture("b.png", colour="#b04613"), "alt": ""})
    client.post(here, {"file": picture("c.png", colour="#f6f3ec"), "alt": "纱窗"})
    assert "3 张满了" in client.get(here).content.decode()
    assert "最多 3 张照片" in client.post(here, {"file": picture("d.png", colour="#000000"), "alt": ""}).content.decode()
    first, second, third = row.photos.order_by("position")
    with first.image.file.open() as stored:
        assert not Image.open(stored).getexif()
    change = reverse("listings:photo", args=[row.pk, third.pk])
    client.post(change, {"alt": "纱窗破了一个角", "move": "back"})
    assert [photo.pk for photo in row.photos.order_by("position")] == [first.pk, third.pk, second.pk]
    page = client.get(here).content.decode()
    assert 'alt="纱窗破了一个角"' in page and "发布前看一遍" in page and "第 1 张上是什么" in page
    assert client.post(change, {"alt": "打 13800138000"}).status_code == 400
    api = client.patch(f"/api/v1/listings/{row.pk}/photos/{second.pk}/", {"alt": "阳台", "position": 0}, content_type="application/json")
    assert [photo["alt"] for photo in api.json()["photos"]] == ["阳台", "朝南的飘窗", "纱窗破了一个角"]


def test_an_enterprise_posts_in_the_same_steps_and_sees_what_is_often_charged_extra(as_user) -> None:
    owner = make_user()
    firm: Enterprise = make_enterprise(owner)
    client = as_user(owner)
    answer = client.post(reverse("listings:enterprise-post") + "?side=offer", what(category=category().pk, service_type="", title="日常保洁两小时起"))
    row = Listing.objects.get(enterprise=firm)
    assert answer.url == reverse("listings:enterprise-terms", args=[row.pk])
    page = client.get(answer.url).content.decode()
    assert "上门费、材料费" in page and 'name="service_area"' in page and 'name="wanted_from"' not in page
    done = client.post(answer.url, {"district": district().pk, "unit": unit().pk, "price": "60", "included": "", "not_included": "", "street": "", "place": ""})
    assert done.url == reverse("listings:enterprise-photos", args=[row.pk])
    client.post(reverse("listings:enterprise-act", args=[row.pk, "submit"]))
    assert Listing.objects.get().state == "pending" and clock.now() >= Listing.objects.get().changed_at

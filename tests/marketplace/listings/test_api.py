"""/api/v1/: listings, enquiries, over HTTP."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from marketplace.catalog.queries import catalogue
from marketplace.enterprises.models import Enterprise
from marketplace.listings.models import Enquiry, Listing
from marketplace.listings.queries.public import Filter, public_page
from marketplace.listings.states import ListingState
from notifications.models import Notice
from tests.marketplace.factories import category, district, make_application, make_enquiry, make_enterprise, make_listing, moderation, picture
from tests.members.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
JSON = "application/json"
OFFER = {
    "side": "offer",
    "category": "月嫂",
    "title": "金牌月嫂，二十六天",
    "district": "朝阳区",
    "unit": "元/月",
    "price_yuan": "13800.00",
    "included": ["月子餐"],
}
REQUEST = {
    "side": "request",
    "category": "housekeeping-maternity",
    "title": "找一位会粤语的月嫂",
    "district": "110105",
    "unit": "month",
    "budget_min_yuan": "10000",
    "budget_max_yuan": "15000",
    "wanted_from": "2026-12-01",
    "place": "望京西园附近",
}


def post(client: Client, path: str, body: object = None):
    return client.post(f"/api/v1/{path}", {} if body is None else body, content_type=JSON)


def test_the_list_is_one_query_with_everything_in_it(client: Client) -> None:
    offer = make_listing(enterprise=make_enterprise(), external_id="x1", tags=["会粤语"])
    request = make_listing(side="request", category=category("月嫂"))
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/api/v1/listings/")
    assert len(asked) == 1
    body = answer.json()
    assert (body["count"], body["count_exact"], body["next"]) == (2, True, None)
    first, second = body["items"]
    assert (first["id"], second["id"]) == (request.pk, offer.pk)
    assert (second["price_yuan"], second["unit"], second["poster"], second["poster_kind"], second["external_id"]) == (
        "60.00",
        "元/小时",
        "安心家政",
        "enterprise",
        "x1",
    )
    assert (first["budget_min_yuan"], first["budget_max_yuan"], first["price_yuan"], first["category"]) == ("50.00", "80.00", None, "月嫂")
    assert second["url"] == offer.get_absolute_url()
    assert not {"author_id", "phone", "lat", "lng"} & set(first)


@pytest.mark.parametrize("size", [5, 45])
def test_a_filtered_list_asks_equally_often_however_much_there_is(client: Client, size: int, django_assert_num_queries) -> None:
    for _ in range(size):
        make_listing()
    catalogue()
    with django_assert_num_queries(2):  # the catalogue's version, the list
        assert client.get("/api/v1/listings/", {"category": "cleaning", "district": "朝阳区", "side": "offer"}).json()["count"] == size


def test_paging_gives_every_row_once_even_when_times_are_equal(client: Client) -> None:
    now = clock.now()
    rows = {make_listing(published_at=now - timedelta(seconds=number // 7)).pk for number in range(45)}
    seen, cursor = [], ""
    while cursor is not None:
        body = client.get("/api/v1/listings/", {"cursor": cursor} if cursor else {}).json()
        seen += [item["id"] for item in body["items"]]
        cursor = body["next"]
    assert len(seen) == 45 and set(seen) == rows
    assert len(client.get("/api/v1/listings/", {"page_size": 3}).json()["items"]) == 3


def test_the_statement_and_the_queryset_agree_on_what_is_public() -> None:
    now = clock.now()
    enterprise, author, gone = make_enterprise(), make_user(), make_user()
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    rows = []
    for state, who, ends in product(ListingState.values, ("enterprise", "author", "gone", "nobody"), (now + timedelta(days=1), now, now - timedelta(days=1))):
        owner = {"enterprise": enterprise} if who == "enterprise" else {"author": gone if who == "gone" else author}
        row = make_listing(state=state, expires_at=ends, **owner)
        if who == "nobody":
            Listing.objects.filter(pk=row.pk).update(author=None, external_id=f"n{row.pk}")
        rows.append(row.pk)
    for standing in ("approved", "suspended", "submitted", "rejected"):
        Enterprise.objects.filter(pk=enterprise.pk).update(state=standing)
        by_queryset = set(Listing.objects.public(now).values_list("pk", flat=True))
        by_statement = {item["id"] for item in public_page(Filter(), now=now, size=len(rows)).items}
        by_row = {row.pk for row in Listing.objects.select_related("enterprise", "author") if row.is_public(now)}
        assert by_queryset == by_statement == by_row
        assert len(by_queryset) == (3 if standing == "approved" else 2)


def test_post_read_edit_close_as_a_member(as_user) -> None:
    author = make_user()
    client = as_user(author)
    made = post(client, "listings/", REQUEST)
    assert made.status_code == 201
    body = made.json()
    assert (body["state"], body["budget_max_yuan"], body["wanted_from"]) == ("pending", "15000.00", "2026-12-01")
    path = f"listings/{body['id']}/"
    assert Client().get(f"/api/v1/{path}").status_code == 404
    publisher = as_user(make_staff("publisher"))
    assert post(publisher, f"{path}return/", {"note": "请写清几天。"}).json()["state"] == "returned"
    edited = client.patch(f"/api/v1/{path}", {"title": "找一位会粤语的月嫂，三十天"}, content_type=JSON)
    assert (edited.json()["title"], edited.json()["note"]) == ("找一位会粤语的月嫂，三十天", "请写清几天。")
    assert post(client, f"{path}submit/").json()["state"] == "pending"
    assert post(publisher, f"{path}approve/").json()["state"] == "published"
    public = Client().get(f"/api/v1/{path}").json()
    assert public["poster"] == "陈女士" and not {"state", "actions", "note", "lat", "lng", "phone"} & set(public)
    assert post(client, f"{path}pause/").json()["actions"] == ["edit", "resume", "close"]
    assert post(client, f"{path}close/").json()["state"] == "closed"
    assert post(client, f"{path}resume/").status_code == 409
    assert client.get("/api/v1/my/listings/").json()["count"] == 1


BAD = [
    ({"side": "both"}, "side"),
    ({"category": "没有这一类"}, "category"),
    ({"district": "火星区"}, "district"),
    ({"unit": "光年"}, "unit"),
    ({"price_yuan": 12800}, "price_yuan"),
    ({"price_yuan": "12.345"}, "price_yuan"),
    ({"price_yuan": "-1"}, "price_yuan"),
    ({"price_yuan": "9" * 15}, "price_yuan"),
    ({"title": "短"}, "title"),
    ({"title": "x" * 61}, "title"),
    ({"title": None}, "title"),
    ({"title": "电话一三八零零一三八零零零"}, "title"),
    ({"description": "加微信 anxin2020"}, "description"),
    ({"place": "三区 308 号楼"}, "place"),
    ({"lat": 91}, "lat"),
    ({"lat": "NaN"}, "lat"),
    ({"tags": "词"}, "tags"),
    ({"tags": ["长" * 21]}, "tags.0"),
    ({"included": ["x"] * 21}, "included"),
    ({"service_area": ["火星区"]}, "service_area"),
    ({"budget_max_yuan": "5"}, "budget_max_yuan"),
    ({"wanted_from": "2026-12-01"}, "wanted_from"),
    ({"service_type": "nothing"}, "service_type"),
    ({"enterprise": 999999}, "enterprise"),
    ({"enterprise": 10**30}, "enterprise"),
]


@pytest.mark.parametrize(("fields", "named"), BAD)
def test_bad_input_is_named_and_nothing_is_written(as_user, fields: dict, named: str) -> None:
    answer = post(as_user(make_user()), "listings/", {**OFFER, **fields})
    body = answer.json()
    assert answer.status_code == 400 and answer["Content-Type"] == "application/problem+json"
    assert named in body["fields"], body
    assert Listing.objects.count() == 0


@pytest.mark.parametrize("body", ["", "{", "[]", '"x"', "null", '{"side": NaN}', '{"side": "offer", "side": "offer"}', '{"title": "\\u0000"}', "[" * 100_000])
def test_what_is_no_object_is_a_clear_400(as_user, body: str) -> None:
    answer = as_user(make_user()).post("/api/v1/listings/", body, content_type=JSON)
    assert answer.status_code == 400 and answer.json()["code"]


@pytest.mark.parametrize(
    "query",
    [
        "side=both",
        "category=nothing",
        "district=nowhere",
        "cursor=!!",
        "cursor=WzEsMl0",
        "page_size=0",
        "page_size=51",
        "q=x",
        "side=offer&side=offer",
        "enterprise=-1",
        "enterprise=99999999999999999999",
        "category=%00",
    ],
)
def test_bad_queries_are_a_clear_400(client: Client, query: str) -> None:
    answer = client.get(f"/api/v1/listings/?{query}")
    assert answer.status_code == 400 and answer.json()["fields"]


def test_missing_and_foreign_look_the_same(as_user) -> None:
    hidden = make_listing(state="draft")
    client = as_user(make_user())
    answers = [client.get(f"/api/v1/listings/{number}/") for number in (hidden.pk, 987654, 10**25)]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}
    enquiry = make_enquiry()
    answers = [client.get(f"/api/v1/enquiries/{number}/") for number in (enquiry.pk, 987654)]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}
    for path in (f"listings/{hidden.pk}/close/", f"listings/{hidden.pk}/approve/", f"enquiries/{enquiry.pk}/close/"):
        assert post(client, path).status_code == 404


def test_nobody_and_strangers_are_refused(as_user) -> None:
    row = make_listing()
    assert post(Client(), "listings/", OFFER).status_code == 401
    assert post(Client(), f"listings/{row.pk}/enquiries/", {"text": "在吗？"}).status_code == 401
    stranger = as_user(make_user())
    assert post(stranger, f"listings/{row.pk}/close/").status_code == 403
    assert stranger.patch(f"/api/v1/listings/{row.pk}/", {"title": "我来改一改"}, content_type=JSON).status_code == 403
    assert post(stranger, f"listings/{row.pk}/approve/").status_code == 403
    assert Listing.objects.get(pk=row.pk).state == "published"


def test_an_enterprise_that_waits_gets_403(as_user) -> None:
    owner = make_user()
    waiting = make_application(owner)
    for body in (OFFER, {**OFFER, "enterprise": waiting.pk}):
        answer = post(as_user(owner), "listings/", body)
        assert (answer.status_code, answer.json()["code"]) == (403, "enterprise_not_approved")
    assert Listing.objects.count() == 0
    assert post(as_user(owner), "listings/", {**OFFER, "enterprise": None}).status_code == 201


def test_an_enterprise_posts_in_its_name_and_not_in_anothers(as_user) -> None:
    moderation(False)
    owner, rival = make_user(), make_enterprise()
    mine = make_enterprise(owner)
    made = post(as_user(owner), "listings/", OFFER).json()
    assert (made["poster_kind"], made["enterprise_id"], made["state"]) == ("enterprise", mine.pk, "published")
    assert "enterprise" in post(as_user(owner), "listings/", {**OFFER, "enterprise": rival.pk}).json()["fields"]


def test_photos_come_through_the_door(as_user) -> None:
    author = make_user()
    row, client = make_listing(author=author, state="draft"), as_user(author)
    made = client.post(f"/api/v1/listings/{row.pk}/photos/", {"file": picture()})
    assert made.status_code == 201 and made.json()["photos"][0]["card"].startswith("/media/images/")
    assert client.post(f"/api/v1/listings/{row.pk}/photos/", {}).status_code == 400
    photo = row.photos.get().pk
    assert client.delete(f"/api/v1/listings/{row.pk}/photos/{photo}/").status_code == 204
    assert client.delete(f"/api/v1/listings/{row.pk}/photos/{photo}/").status_code == 404


def test_a_conversation(as_user) -> None:
    owner, asker = make_user(name="金海兰"), make_user(name="陈女士")
    row = make_listing(author=owner)
    asking, owning = as_user(asker), as_user(owner)
    made = post(asking, f"listings/{row.pk}/enquiries/", {"text": "周六上午能来吗？"})
    assert made.status_code == 201 and made.json()["other_side"] == "金海兰"
    number = made.json()["id"]
    listed = owning.get("/api/v1/enquiries/").json()
    assert (listed["count"], listed["items"][0]["last_text"], listed["items"][0]["asked_by_me"]) == (1, "周六上午能来吗？", False)
    replied = post(owning, f"enquiries/{number}/messages/", {"text": "能。"}).json()
    assert [(item["mine"], item["text"]) for item in replied["messages"]] == [(False, "周六上午能来吗？"), (True, "能。")]
    assert Notice.objects.filter(user=asker).count() == 1 and Notice.objects.filter(user=owner).count() == 1
    assert post(asking, f"enquiries/{number}/close/").json()["state"] == "closed"
    assert post(owning, f"enquiries/{number}/messages/", {"text": "那周日呢？"}).json()["state"] == "open"
    again = post(asking, f"listings/{row.pk}/enquiries/", {"text": "周日也行。"}).json()
    assert again["id"] == number and Enquiry.objects.count() == 1
    assert post(owning, f"listings/{row.pk}/enquiries/", {"text": "自己问自己"}).status_code == 409
    for text in ("", "长" * 301, "我的电话是 138 0013 8000", "vx: anxin_2020"):
        assert post(asking, f"enquiries/{number}/messages/", {"text": text}).status_code == 400


def test_what_is_not_public_takes_no_enquiries(as_user) -> None:
    client = as_user(make_user())
    for fields in ({"state": "paused"}, {"expires_at": clock.now()}, {"state": "draft"}):
        assert post(client, f"listings/{make_listing(**fields).pk}/enquiries/", {"text": "在吗？"}).status_code == 404
    assert Enquiry.objects.count() == 0


def test_reference_lists(client: Client) -> None:
    tree = client.get("/api/v1/categories/").json()
    assert tree["count"] == 10 and sum(len(top["children"]) for top in tree["items"]) == 45
    assert client.get("/api/v1/districts/").json()["count"] == 16
    assert client.get("/api/v1/service-types/", {"category": "cleaning"}).json()["count"] > 3
    assert client.get("/api/v1/service-types/", {"category": "nothing"}).status_code == 400
    assert district().name in [item["name"] for item in client.get("/api/v1/districts/").json()["items"]]

"""The API of storefronts: everything that an own-brand app needs, nothing that is not public (ENT-08)."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.storefronts.queries import draft_of
from cms.storefronts.services import add_item, add_section, approve, submit_storefront
from core import clock
from tests.cms.storefronts.conftest import Shop, open_shop
from tests.marketplace.factories import make_listing, picture
from tests.members.factories import actor_for, make_staff

pytestmark = pytest.mark.django_db
LIST = "/api/v1/storefronts/"


def ask(path: str, status: int = 200) -> Any:
    answer = Client().get(path)
    assert answer.status_code == status
    return json.loads(answer.content)


@pytest.mark.req("ENT-08")
def test_content_and_services_are_there_for_an_app(shop: Shop) -> None:
    actor, now = actor_for(shop.owner), clock.now()
    make_listing(enterprise=shop.enterprise, title="两居室擦窗")
    gallery = add_section(shop.storefront, kind="gallery", actor=actor, now=now)
    add_item(shop.storefront, gallery, fields={"caption": "门面"}, file=picture(size=(900, 600)), actor=actor, now=now)
    assert [one["kind"] for one in ask(f"{LIST}{shop.enterprise.pk}/")["sections"]] == ["introduction", "services", "fees", "contact"]
    submit_storefront(shop.storefront, actor=actor, now=now)
    approve(shop.storefront, actor=actor_for(make_staff("publisher")), now=now)
    found = ask(f"{LIST}{shop.enterprise.pk}/")
    assert found["identity"]["legal_name"] == found["identity"]["contract_party"] == shop.enterprise.legal_name
    assert found["identity"]["licence_no"] == shop.enterprise.licence_no and found["identity"]["verified_at"]
    assert [(one["title"], one["price_yuan"]) for one in found["services"]] == [("两居室擦窗", "60.00")]
    sections = {one["kind"]: one for one in found["sections"]}
    assert sections["introduction"]["text"] == "三个阿姨做起来的小店。"
    photo = sections["gallery"]["items"][0]
    assert photo["caption"] == "门面"
    for size in ("card", "large"):
        assert Client().get(photo[size]).status_code == 200
    listed = ask(LIST)
    assert listed["count"] == 1 and listed["items"][0]["sections"] == found["sections"]
    text = json.dumps([found, listed], ensure_ascii=False)
    assert "61234567" not in text and "赵安" not in text


def test_the_list_goes_on_by_cursor_with_the_same_queries(shop: Shop) -> None:
    with CaptureQueriesContext(connection) as one:
        ask(LIST)
    shops = [shop, *(open_shop(legal_name=f"北京{name}家政服务有限公司", short_name=f"{name}家政") for name in "乙丙丁")]
    with CaptureQueriesContext(connection) as four:
        ask(LIST)
    assert len(one) == len(four)
    first = ask(f"{LIST}?page_size=3")
    rest = ask(f"{LIST}?page_size=3&cursor={first['next']}")
    seen = [item["id"] for item in (*first["items"], *rest["items"])]
    assert sorted(seen) == sorted(each.enterprise.pk for each in shops) and rest["next"] is None
    assert ask(f"{LIST}?cursor=nonsense", 400)["code"] == "invalid"
    assert ask(f"{LIST}?nonsense=1", 400)["code"] == "invalid"
    assert ask(f"{LIST}999999/", 404)["code"] == "not_found"
    assert all(draft_of(each.storefront) for each in shops)

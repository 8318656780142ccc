"""One's own history: kept only after a yes, shown, erased at a word, gone after half a year; and the beacon that fills it."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import CASCADE
from django.test import Client

from core import clock
from core.access import Actor
from core.audit.models import AuditEntry
from core.errors import NotFound
from members.models import User
from search.recommendations import services, states
from search.recommendations.models import HistoryChoice, Look
from tests.marketplace.factories import make_listing
from tests.members.factories import actor_for, make_user
from tests.search.recommendations.factories import looked, switched_on, willing

pytestmark = pytest.mark.django_db
PAGE, CHOOSE, ERASE, API = "/my/history/", "/my/history/choose/", "/my/history/erase/", "/api/v1/looks/"
Browser = Callable[[User], Client]


def beacon(client: Client, number: int, **options: Any) -> int:
    """What the page of a listing sends."""
    return client.post(API, json.dumps({"listing": number}), content_type="application/json", **options).status_code


def member() -> tuple[User, Actor]:
    """A member and his actor."""
    user = make_user()
    return user, actor_for(user)


def test_nothing_is_kept_until_staff_switch_it_on_and_the_member_says_yes(signed_in: Browser) -> None:
    user, row = make_user(), make_listing()
    client = signed_in(user)
    assert beacon(client, row.pk) == 204 and not Look.objects.exists()
    willing(user)
    assert beacon(client, row.pk) == 204 and not Look.objects.exists(), "staff have not switched it on"
    switched_on()
    willing(user, on=False)
    assert beacon(client, row.pk) == 204 and not Look.objects.exists(), "he said no"
    willing(user)
    assert beacon(client, row.pk) == 204 and beacon(client, row.pk) == 204
    assert Look.objects.values_list("user", "listing", "times").get() == (user.pk, row.pk, 1), "the second was a moment later"


def test_a_look_half_an_hour_later_counts_again() -> None:
    user, actor = member()
    switched_on()
    willing(user)
    row, now = make_listing(expires_at=clock.now() + timedelta(days=90)), clock.now()
    for minutes in (0, 29, 31, 62):
        services.look(row.pk, actor=actor, now=now + timedelta(minutes=minutes))
    assert Look.objects.get().times == 3


def test_only_public_listings_of_others_and_only_members(signed_in: Browser) -> None:
    switched_on()
    user = make_user()
    willing(user)
    client = signed_in(user)
    assert beacon(client, make_listing(state="hidden").pk) == beacon(client, 10**9) == 404
    assert beacon(client, make_listing(author=user).pk) == 204
    assert beacon(Client(), make_listing().pk) == 401
    assert client.post(API, "listing=1", content_type="application/x-www-form-urlencoded").status_code == 415
    assert [beacon(client, number) for number in (0, 2**63)] == [400, 400]
    assert not Look.objects.exists()


def test_the_token_of_the_beacon_comes_with_the_corner_and_not_with_the_page() -> None:
    switched_on()
    user, row = make_user(), make_listing()
    willing(user)
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    page = client.get(f"/listings/{row.pk}/").content.decode()
    assert f'data-listing="{row.pk}"' in page and f'data-looks="{API}"' in page and "csrf" not in page.lower()
    assert beacon(client, row.pk) == 403
    token = re.search(r'data-token="(\w+)"', client.get("/fragments/account/").content.decode())
    assert token and beacon(client, row.pk, headers={"X-CSRFToken": token[1]}) == 204
    assert Look.objects.count() == 1
    assert "data-token" not in Client().get("/fragments/account/").content.decode()


def test_the_latest_hundred_and_half_a_year(signed_in: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_KEPT", 3)
    switched_on()
    user, actor = member()
    willing(user)
    rows, now = [make_listing() for _ in range(5)], clock.now()
    for at, row in enumerate(rows):
        services.look(row.pk, actor=actor, now=now + timedelta(seconds=at))
    assert list(Look.objects.order_by("-last_at").values_list("listing", flat=True)) == [row.pk for row in rows[:1:-1]]
    assert services.forget_old(now=now + timedelta(days=states.KEPT_DAYS, seconds=3)) == 2
    assert Look.objects.count() == 1


def test_a_member_cannot_be_made_to_look_without_end(signed_in: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "PER_MEMBER_AND_HOUR", 3)
    switched_on()
    user = make_user()
    willing(user)
    client, row = signed_in(user), make_listing()
    assert [beacon(client, row.pk) for _ in range(4)] == [204, 204, 204, 429]


def test_the_page_shows_it_and_takes_it_away(signed_in: Browser) -> None:
    switched_on()
    user, other = make_user(), make_user()
    shown, gone = make_listing(title="净禾两小时保洁"), make_listing(title="已经不做的", state="closed")
    willing(user)
    looked(user, shown, gone, times=2)
    looked(other, shown)
    client = signed_in(user)
    page = client.get(PAGE).content.decode()
    assert "净禾两小时保洁" in page and "已经不做的（已经撤下了）" in page and "看过 2 次" in page
    foreign, own = Look.objects.get(user=other), Look.objects.get(user=user, listing=gone)
    assert client.post(f"{PAGE}{foreign.pk}/drop/").status_code == 404
    assert client.post(f"{PAGE}{own.pk}/drop/").status_code == 302
    assert client.post(ERASE).status_code == 302
    assert list(Look.objects.all()) == [foreign]
    entry = AuditEntry.objects.get(function="look.erase")
    assert entry.detail["erased"] == 1 and "净禾" not in str(entry.detail)
    assert "还没有" in client.get(PAGE).content.decode()
    with pytest.raises(NotFound):
        services.drop_look(foreign.pk, actor=actor_for(user))


def test_yes_no_and_no_with_everything_erased(signed_in: Browser) -> None:
    switched_on()
    user, row = make_user(), make_listing()
    client = signed_in(user)
    assert "同意，给我推荐" in client.get("/my/").content.decode()
    assert client.post(CHOOSE, {"on": "on"}).status_code == 302
    looked(user, row)
    assert "为你推荐" in client.get("/my/").content.decode()
    client.post(CHOOSE)
    kept = HistoryChoice.objects.get()
    assert (kept.on, Look.objects.count()) == (False, 1)
    start = client.get("/my/").content.decode()
    assert "为你推荐" not in start and "同意，给我推荐" not in start, "who said no is not asked again"
    client.post(CHOOSE, {"on": "on"})
    client.post(CHOOSE, {"erase": "on"})
    assert not Look.objects.exists()
    assert AuditEntry.objects.filter(function="look.choose").count() == 4
    assert "没有记，也没有推荐" in client.get(PAGE).content.decode()


def test_it_stands_in_the_copy_of_ones_data_and_goes_with_the_account(signed_in: Browser) -> None:
    user, row = make_user(), make_listing(title="净禾两小时保洁")
    willing(user)
    looked(user, row)
    page = signed_in(user).get("/my/data/").content.decode()
    assert "要不要记住" in page and "净禾两小时保洁" in page
    copy = json.loads(signed_in(user).get("/my/data/", {"download": "1"}).content)
    assert copy["looks"]["looks"][0]["times"] == 1
    assert [model._meta.get_field("user").remote_field.on_delete for model in (Look, HistoryChoice)] == [CASCADE] * 2


def test_with_the_function_off_the_page_says_so_and_what_is_there_can_still_be_erased(signed_in: Browser) -> None:
    user = make_user()
    looked(user, make_listing())
    client = signed_in(user)
    page = client.get(PAGE).content.decode()
    assert "推荐还没有开放" in page and "全部删掉" in page
    assert "同意，给我推荐" not in client.get("/my/").content.decode()
    client.post(ERASE)
    assert not Look.objects.exists()

"""Notices on the site: to the right person, counted, read."""

import pytest
from django.test import Client

from core import clock
from core.access import system_actor
from core.errors import Invalid
from core.outbox.testing import drain_all
from members.roles import Role
from members.services import suspend_account
from notifications.models import Notice, SmsMessage
from notifications.queries import unread_count
from notifications.services import notify
from tests.members.factories import make_organisation, make_user, put_on_duty

pytestmark = pytest.mark.django_db


def entered(user) -> Client:
    """A browser in which this person is logged in."""
    client = Client()
    client.force_login(user)
    return client


def tell(user, number: int = 1, **more):
    """Some notices."""
    for turn in range(number):
        notify(user_ids=[user.pk], title=f"第 {turn} 条", body="内容", url="/my/", now=clock.now(), **more)


def test_inbox_shows_own_notices_newest_first_and_pages():
    user, other = make_user(), make_user()
    tell(user, 23)
    tell(other)
    client = entered(user)
    first = client.get("/my/notices/")
    assert [notice.title for notice in first.context["notices"]] == [f"第 {number} 条" for number in range(22, 2, -1)]
    second = client.get("/my/notices/", {"cursor": first.context["next"]})
    assert [notice.title for notice in second.context["notices"]] == ["第 2 条", "第 1 条", "第 0 条"]
    for nonsense in ("x", "-1", "9" * 30, "\x00"):
        assert client.get("/my/notices/", {"cursor": nonsense}).status_code == 200


def test_unread_is_counted_in_the_corner_and_in_the_menu():
    user = make_user()
    tell(user, 3)
    client = entered(user)
    assert unread_count(user.pk) == 3
    assert ">3</span>" in client.get("/fragments/account/").content.decode()
    assert ">3</span>" in client.get("/my/").content.decode()
    client.get(f"/my/notices/{Notice.objects.filter(user=user).first().pk}/")
    assert unread_count(user.pk) == 2
    assert client.post("/my/notices/read/").status_code == 302
    assert unread_count(user.pk) == 0
    assert "条未读" not in client.get("/fragments/account/").content.decode()


def test_somebody_elses_notice_is_not_there():
    user, other = make_user(), make_user()
    tell(other)
    foreign = Notice.objects.get(user=other)
    client = entered(user)
    assert client.get(f"/my/notices/{foreign.pk}/").status_code == 404
    assert client.get("/my/notices/999999999999999999999/").status_code == 404
    assert client.post(f"/api/v1/me/notices/{foreign.pk}/read/").status_code == 404
    foreign.refresh_from_db()
    assert foreign.is_unread


def test_notices_over_the_api():
    user = make_user()
    tell(user, 3)
    client = entered(user)
    page = client.get("/api/v1/me/notices/", {"page_size": 2}).json()
    assert (page["count"], page["unread"], len(page["items"])) == (3, 3, 2)
    rest = client.get("/api/v1/me/notices/", {"page_size": 2, "cursor": page["next"]}).json()
    assert len(rest["items"]) == 1 and rest["next"] is None
    assert client.post(f"/api/v1/me/notices/{page['items'][0]['id']}/read/").json()["read_at"]
    assert client.post("/api/v1/me/notices/read/").json() == {"read": 2}
    for query in ({"cursor": "x"}, {"page_size": 0}, {"page_size": 1000}, {"unheard": 1}, {"cursor": "WyJ4Il0"}):
        assert client.get("/api/v1/me/notices/", query).status_code == 400
    assert Client().get("/api/v1/me/notices/").status_code == 401


def test_the_inbox_costs_the_same_with_few_and_with_many(django_assert_max_num_queries):
    user = make_user()
    client = entered(user)
    tell(user, 2)
    client.get("/my/notices/")  # what the process remembers about the site is read once
    with django_assert_max_num_queries(16) as few:
        client.get("/my/notices/")
    tell(user, 60)
    with django_assert_max_num_queries(16) as many:
        client.get("/my/notices/")
    assert len(few) == len(many)


def test_by_sms_too_when_asked_and_only_to_proven_numbers():
    user = make_user()
    tell(user, sms=True)
    assert SmsMessage.objects.get().template == "notice"


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_a_notice_leads_nowhere_foreign(url):
    with pytest.raises(Invalid):
        notify(user_ids=[make_user().pk], title="甲", url=url, now=clock.now())


def test_people_hear_of_changed_duties_and_suspension():
    user = put_on_duty(make_user(), Role.WORKER, make_organisation())
    drain_all()
    assert Notice.objects.get(user=user).title == "你的职责有变化"
    suspend_account(user, reason="冒用", actor=system_actor(), now=clock.now())
    drain_all()
    assert SmsMessage.objects.get().template == "account_suspended"
    assert notify(user_ids=[user.pk], title="停用的人看不到", now=clock.now()) == []

"""Guessing passwords and codes, through the pages (reliability R1, R2; SEC-02)."""

import pytest
import time_machine
from django.test import Client

from core.audit.models import AuditEntry
from tests.members.factories import PASSWORD, fresh_phone, make_user
from tests.members.test_accounts import code_of, log_in

pytestmark = pytest.mark.django_db
NOON = "2026-11-24 04:00:00+00:00"


def test_wrong_passwords_are_throttled_and_the_owner_elsewhere_is_not():
    user = make_user()
    with time_machine.travel(NOON, tick=False):
        thief, owner = Client(REMOTE_ADDR="203.0.113.9"), Client(REMOTE_ADDR="198.51.100.7")
        answers = [log_in(thief, user.phone, f"guess-number-{number}") for number in range(12)]
        assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
        refused = answers[-1]
        assert 0 < int(refused["Retry-After"]) <= 901
        assert "试得太多" in refused.content.decode()
        assert log_in(thief, user.phone).status_code == 429
        assert log_in(owner, user.phone).status_code == 302
    assert AuditEntry.objects.filter(function="account.login", result="refused", ip="203.0.113.9").count() == 13


def test_all_ways_of_writing_a_number_count_as_one():
    user = make_user()
    client = Client(REMOTE_ADDR="203.0.113.10")
    ways = [user.phone, "+86" + user.phone, f"{user.phone[:3]} {user.phone[3:7]} {user.phone[7:]}", "0086" + user.phone]
    with time_machine.travel(NOON, tick=False):
        answers = [log_in(client, ways[number % 3], "wrong-password").status_code for number in range(11)]
    assert answers[-1] == 429


def test_old_password_cannot_be_guessed_in_a_stolen_session():
    user = make_user()
    client = Client()
    log_in(client, user.phone)
    data = {"password1": "Meadow-19-stone", "password2": "Meadow-19-stone"}
    with time_machine.travel(NOON, tick=False):
        answers = [client.post("/accounts/password/change/", {"oldpassword": f"g{number}", **data}).status_code for number in range(12)]
    assert answers[-1] == 429
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_the_sixth_try_of_a_code_is_not_evaluated_even_if_right(client):
    user = make_user()
    client.post("/accounts/login/code/", {"phone": user.phone})
    code = code_of(user.phone)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(5):
        client.post("/accounts/login/code/confirm/", {"code": wrong})
    answer = client.post("/accounts/login/code/confirm/", {"code": code})
    assert answer.status_code == 429 or answer["Location"].startswith("/accounts/login/")
    assert client.get("/my/").status_code == 302


def test_a_code_lives_five_minutes(client):
    user = make_user()
    with time_machine.travel(NOON, tick=False) as traveller:
        client.post("/accounts/login/code/", {"phone": user.phone})
        code = code_of(user.phone)
        traveller.shift(301)
        client.post("/accounts/login/code/confirm/", {"code": code})
        assert client.get("/my/").status_code == 302


def test_a_code_belongs_to_the_session_that_asked_and_fits_once(client):
    user = make_user()
    client.post("/accounts/login/code/", {"phone": user.phone})
    code, stranger = code_of(user.phone), Client(REMOTE_ADDR="203.0.113.11")
    stranger.post("/accounts/login/code/", {"phone": fresh_phone()})
    stranger.post("/accounts/login/code/confirm/", {"code": code})
    assert stranger.get("/my/").status_code == 302
    client.post("/accounts/login/code/confirm/", {"code": code})
    assert client.get("/my/").status_code == 200
    client.post("/accounts/logout/")
    client.post("/accounts/login/code/confirm/", {"code": code})
    assert client.get("/my/").status_code == 302


def test_codes_of_a_reset_are_counted_too(client):
    user = make_user()
    client.post("/accounts/password/reset/", {"phone": user.phone})
    code = code_of(user.phone)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    answers = [client.post("/accounts/password/reset/confirm/", {"code": wrong}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    assert client.post("/accounts/password/reset/confirm/", {"code": code}).status_code == 429


def test_one_code_a_minute_and_five_a_day_to_a_number():
    phone = make_user().phone
    with time_machine.travel(NOON, tick=False) as traveller:
        answers = []
        for number in range(7):
            browser = Client(REMOTE_ADDR=f"203.0.113.{20 + number}")
            answers.append(browser.post("/accounts/login/code/", {"phone": phone}).status_code)
            again = Client(REMOTE_ADDR=f"203.0.113.{40 + number}").post("/accounts/login/code/", {"phone": phone})
            assert again.status_code == 429 and int(again["Retry-After"]) > 0
            traveller.shift(60)
    assert answers == [302] * 5 + [429] * 2


def test_ten_codes_an_hour_from_an_address_known_or_not():
    with time_machine.travel(NOON, tick=False):
        answers = []
        for number in range(12):
            phone = make_user().phone if number % 2 else fresh_phone()
            answers.append(Client(REMOTE_ADDR="203.0.113.50").post("/accounts/login/code/", {"phone": phone}).status_code)
    assert answers == [302] * 10 + [429] * 2


def test_the_days_budget_ends_codes(settings):
    settings.SMS_DAILY_BUDGET = 3
    with time_machine.travel(NOON, tick=False):
        answers = [Client(REMOTE_ADDR=f"203.0.113.{60 + n}").post("/accounts/login/code/", {"phone": make_user().phone}) for n in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert "短信发完" in answers[-1].content.decode()


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/accounts/logout/", "/accounts/login/code/", "/my/profile/", "/demo/"])
def test_every_post_needs_its_token(path):
    user = make_user()
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    answer = client.post(path, {"login": user.phone, "password": PASSWORD})
    assert answer.status_code == 403


def test_a_foreign_next_is_not_followed(client):
    user = make_user()
    answer = client.post("/accounts/login/", {"login": user.phone, "password": PASSWORD, "next": "https://evil.example/"})
    assert answer["Location"] == "/my/"


@pytest.mark.parametrize(
    "login",
    ["\x00", "a" * 5000, "' OR 1=1 --", "１３８００００００００", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "{}"],
)
def test_nonsense_is_never_a_server_error(client, login):
    assert log_in(client, login).status_code == 200
    assert client.post("/accounts/login/code/", {"phone": login}).status_code in {200, 302}


def test_counts_survive_a_refused_request():
    user = make_user()
    client = Client(REMOTE_ADDR="203.0.113.90")
    with time_machine.travel(NOON, tick=False):
        for _ in range(15):
            log_in(client, user.phone, "wrong-password")
        assert log_in(client, user.phone).status_code == 429

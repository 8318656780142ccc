"""Limits under parallel fire, in quick form: R1 (log-in), R2 (codes), R3 (SMS cost), R4 (counters). Each with its twin."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from allauth.account import forms as allauth_forms
from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection
from django.test import Client

from core import clock, counters
from core.access import Actor
from core.errors import DomainError
from members.models import User
from members.services import prove_phone
from notifications.models import SmsMessage
from notifications.services import send_code
from tests.members.factories import PASSWORD, fresh_phone, make_user
from tests.members.test_accounts import code_of, log_in
from tests.races.harness import must_show, race, without

ATTACKER = "203.0.113.200"


def counting(file: Path, original: Callable[..., Any]) -> Callable[..., Any]:
    """The function, leaving a byte in a file for each call in any process."""

    def counted(*args: Any, **named: Any) -> Any:
        with file.open("ab", buffering=0) as note:
            note.write(b"x")
        return original(*args, **named)

    return counted


def evaluated(file: Path) -> int:
    """How many calls were counted."""
    return file.stat().st_size if file.exists() else 0


# ---- R1: passwords ----


def guess(phones: list[str], number: int, tries: int) -> Counter:
    """One connection's guesses over many accounts."""
    client = Client(REMOTE_ADDR=ATTACKER)
    return Counter(log_in(client, phones[(number * tries + turn) % len(phones)], f"guess-{number}-{turn}").status_code for turn in range(tries))


def test_at_most_a_hundred_passwords_are_checked_for_an_address(fresh_db, tmp_path):
    users = [make_user() for _ in range(50)]
    phones, file = [user.phone for user in users], tmp_path / "checked"
    with patch.object(AuthenticationBackend, "_authenticate", counting(file, AuthenticationBackend._authenticate)):
        outcomes = race(lambda number: guess(phones, number, 25), contenders=16, timeout=120)
    statuses = sum((outcome.value for outcome in outcomes.all), Counter())
    assert not outcomes.failed
    assert evaluated(file) <= 100
    assert statuses[429] == 16 * 25 - statuses[200]
    assert log_in(Client(REMOTE_ADDR="198.51.100.8"), phones[0], PASSWORD).status_code == 302


def test_twin_without_the_count_checks_every_password(fresh_db, tmp_path):
    phones, file = [make_user().phone for _ in range(5)], tmp_path / "checked"
    with without("members.limits.count_login_try"), patch.object(AuthenticationBackend, "_authenticate", counting(file, AuthenticationBackend._authenticate)):
        must_show(lambda: race(lambda number: guess(phones, number, 15), contenders=8, timeout=120), lambda _: evaluated(file) > 100, tries=1)
    assert evaluated(file) == 120


# ---- R2: codes ----


def try_codes(session: str, right: str, number: int, tries: int) -> bool:
    """One connection's tries, all different and all wrong; whether it got in."""
    client = Client()
    client.cookies["sessionid"] = session
    for turn in range(tries):
        wrong = f"{(int(right) + 1 + number * tries + turn) % 1_000_000:06d}"
        client.post("/accounts/login/code/confirm/", {"code": wrong})
    return client.get("/my/").status_code == 200


def ask_for_code() -> tuple[Client, str, str]:
    """A browser that waits for a code: itself, its session, the code."""
    user, client = make_user(), Client(REMOTE_ADDR="203.0.113.201")
    client.post("/accounts/login/code/", {"phone": user.phone})
    return client, client.cookies["sessionid"].value, code_of(user.phone)


def test_of_two_hundred_parallel_codes_five_are_compared(fresh_db, tmp_path):
    client, session, code = ask_for_code()
    file = tmp_path / "compared"
    with patch.object(allauth_forms, "compare_user_code", counting(file, allauth_forms.compare_user_code)):
        outcomes = race(lambda number: try_codes(session, code, number, 10), contenders=20, timeout=120)
        assert not outcomes.failed
        assert evaluated(file) <= 5
        assert not any(outcome.value for outcome in outcomes.all)
        client.post("/accounts/login/code/confirm/", {"code": code})
        assert evaluated(file) <= 5
    assert client.get("/my/").status_code == 302


def test_twin_without_the_count_compares_more_than_five(fresh_db, tmp_path):
    file = tmp_path / "compared"

    def attempt():
        _, session, code = ask_for_code()
        file.unlink(missing_ok=True)
        return race(lambda number: try_codes(session, code, number, 3), contenders=16, timeout=120)

    with without("members.limits.count_code_try"), patch.object(allauth_forms, "compare_user_code", counting(file, allauth_forms.compare_user_code)):
        must_show(attempt, lambda _: evaluated(file) > 5, tries=5)
    assert evaluated(file) > 5


# ---- R3: what SMS cost ----


def send(phones: list[str], number: int, now: datetime) -> Counter:
    """One address asks for a code for each number."""
    actor, counted = Actor(ip=f"203.0.113.{number}"), Counter()
    for phone in phones:
        try:
            send_code(phone=phone, template="unknown_account", actor=actor, now=now)
            counted["sent"] += 1
        except DomainError as error:
            counted[error.code] += 1
    return counted


def test_one_code_a_minute_to_a_number_exactly(fresh_db):
    phone, start = fresh_phone(), datetime.fromisoformat("2026-11-24T04:00:00+00:00")
    for minute in range(7):
        outcomes = race(lambda number, at=start + timedelta(seconds=60 * minute): send([phone], number, at), contenders=12)
        sent = sum(outcome.value["sent"] for outcome in outcomes.all)
        assert sent == (1 if minute < 5 else 0)
    assert SmsMessage.objects.count() == 5


def test_the_budget_is_never_exceeded(fresh_db, settings):
    settings.SMS_DAILY_BUDGET = 20
    now = clock.now()
    phones = [[fresh_phone() for _ in range(8)] for _ in range(10)]
    outcomes = race(lambda number: send(phones[number], number, now), contenders=10)
    assert sum(outcome.value["sent"] for outcome in outcomes.all) == 20
    assert SmsMessage.objects.count() == 20


def test_twin_with_read_then_write_sends_two(fresh_db):
    def read_then_write(index: str, now: datetime) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT last_at > %s FROM notifications_smspace WHERE phone_index = %s", [now - timedelta(seconds=60), index])
            row = cursor.fetchone()
            if row and row[0]:
                return False
            cursor.execute("INSERT INTO notifications_smspace VALUES (%s, %s) ON CONFLICT (phone_index) DO UPDATE SET last_at = excluded.last_at", [index, now])
        return True

    def attempt():
        phone, now = fresh_phone(), clock.now()
        return race(lambda number: send([phone], number, now), contenders=12)

    with without("notifications.services.codes._takes_turn", read_then_write):
        shown = must_show(attempt, lambda outcomes: sum(outcome.value["sent"] for outcome in outcomes.all) > 1)
    assert len(shown.succeeded) == 12


# ---- R4: the counter itself ----


def hits(now: datetime, times: int) -> int:
    """How many of one contender's hits were allowed."""
    return sum(counters.hit("race.limit", "one", limit=60, window_seconds=60, now=now).allowed for _ in range(times))


def test_of_six_hundred_parallel_hits_sixty_pass(fresh_db):
    now = clock.now()
    outcomes = race(lambda number: hits(now, 30), contenders=20)
    assert sum(outcome.value for outcome in outcomes.all) == 60


def test_twin_with_read_then_write_lets_more_pass(fresh_db):
    def read_then_write(name: str, key: str, window_start: datetime, ends: datetime) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT value FROM core_counter WHERE name = %s AND key = %s AND window_start = %s", [name, key, window_start])
            row = cursor.fetchone()
            value = (row[0] if row else 0) + 1
            cursor.execute(
                "INSERT INTO core_counter (name, key, window_start, expires_at, value) VALUES (%s, %s, %s, %s, %s)"
                " ON CONFLICT (name, key, window_start) DO UPDATE SET value = excluded.value",
                [name, key, window_start, ends, value],
            )
            return value

    def attempt():
        now = clock.now()
        return race(lambda number: hits(now, 30), contenders=12)

    with without("core.counters._hit_database", read_then_write):
        shown = must_show(attempt, lambda outcomes: sum(outcome.value for outcome in outcomes.all) > 60)
    assert len(shown.succeeded) == 12


@pytest.mark.parametrize("contenders", [8])
def test_the_same_number_proven_twice_at_once_belongs_to_one(fresh_db, contenders):
    phone = fresh_phone()
    people = [make_user() for _ in range(contenders)]
    outcomes = race(lambda number: prove_phone(people[number], phone=phone, actor=Actor(), now=clock.now()).pk, contenders=contenders)
    assert len(outcomes.succeeded) == 1
    assert outcomes.errors == {"PhoneTaken": contenders - 1}
    assert User.objects.filter(phone=phone).count() == 1

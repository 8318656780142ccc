"""How often somebody may try (reliability R1, R2). Counted exactly and before the password or the code is looked at.

A stranger who guesses at an account from his address locks out that account *from his address*; its owner, elsewhere, gets in.
A code belongs to the session that asked for it. Five tries are evaluated, however many come at once: the count is kept under the
code's own stamp, in the window in which the code ends, so that no clean-up and no change of window gives it a sixth.
"""

import secrets
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

from core import counters
from members.errors import TooManyCodeTries, TooManyTries
from members.phones import normalised

QUARTER = 15 * 60
HOUR = 60 * 60
DAY = 24 * HOUR
TRIES_PER_ACCOUNT_AND_ADDRESS = 10
TRIES_PER_ADDRESS_AND_HOUR = 100
TRIES_PER_CODE = 5
FACTOR_TRIES = 10
CODE_LIFE = timedelta(minutes=5)
STAMP = "members_code"


def login_key(name: str) -> str:
    """One key for all ways of writing a phone number or a user name."""
    return normalised(name) or unicodedata.normalize("NFKC", name).strip().lower()[:150]


def count_login_try(name: str, *, ip: str, now: datetime) -> None:
    """Count a try with a password, before it is checked. Raises TooManyTries."""
    address = ip or "?"
    overall = counters.hit("login.address", address, limit=TRIES_PER_ADDRESS_AND_HOUR, window_seconds=HOUR, now=now)
    if not overall.allowed:
        raise TooManyTries(retry_after=overall.retry_after, audit={"function": "account.login"})
    own = counters.hit("login.account", f"{address} {login_key(name)}", limit=TRIES_PER_ACCOUNT_AND_ADDRESS, window_seconds=QUARTER, now=now)
    if not own.allowed:
        raise TooManyTries(retry_after=own.retry_after, audit={"function": "account.login"})


def count_factor_try(user_id: int, *, now: datetime) -> None:
    """Count a try with an authenticator or recovery code. Raises TooManyTries."""
    own = counters.hit("login.factor", str(user_id), limit=FACTOR_TRIES, window_seconds=QUARTER, now=now)
    if not own.allowed:
        raise TooManyTries(retry_after=own.retry_after, audit={"function": "account.login"})


def stamp_code(session: Any, now: datetime) -> None:
    """Note in the session that a new code was sent; tries are counted under this stamp."""
    session[STAMP] = {"id": secrets.token_hex(16), "at": now.timestamp()}


def count_code_try(session: Any) -> None:
    """Count a try of the session's code, before it is compared. Raises TooManyCodeTries after five."""
    stamp = session.get(STAMP)
    if not stamp:
        return
    ends = datetime.fromtimestamp(stamp["at"], tz=UTC) + CODE_LIFE
    count = counters.hit("code.tries", stamp["id"], limit=TRIES_PER_CODE, window_seconds=DAY, now=ends)
    if not count.allowed:
        raise TooManyCodeTries(retry_after=60, audit={"function": "account.code"})

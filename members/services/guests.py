"""People who are known by a number alone: somebody who telephoned or wrote an SMS and has never logged in (docs/concepts/intake.md)."""

import secrets
from datetime import datetime

from core.access import Actor
from core.audit.services import record
from members.models import User
from members.services.rights import sync_groups


def open_guest(*, name: str, actor: Actor, now: datetime) -> User:
    """A person without number, password and consent, as whom nobody can log in; what is his is handed over when the number is proven.

    In the caller's transaction, who keeps the number.
    """
    user = User(username=f"g{secrets.token_hex(8)}", display_name=name.strip()[:40], date_joined=now, is_active=False)
    user.set_unusable_password()
    user.save(force_insert=True)
    sync_groups(user, now=now)
    record(actor, function="account.open_guest", obj=user, now=now)
    return user

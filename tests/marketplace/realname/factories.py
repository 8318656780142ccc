"""Real names for tests."""

from core import clock
from marketplace.realname.models import RealName
from marketplace.realname.services import index_of
from members.models import User
from tests.marketplace.workers.factories import id_number
from tests.members.factories import make_user


def make_name(*, user: User | None = None, state: str = "pending", number: str = "") -> RealName:
    """In any state."""
    digits = number or id_number()
    values = {"name": "陈敏", "number": digits, "number_index": index_of(digits), "submitted_at": clock.now()}
    return RealName.objects.create(user=user or make_user(), state=state, **values)

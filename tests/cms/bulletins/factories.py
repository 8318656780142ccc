"""Notices for tests, straight into a state."""

import itertools
from datetime import timedelta
from typing import Any

from django.utils import timezone

from cms.bulletins.models import Bulletin
from core import clock
from marketplace.enterprises.models import Enterprise
from members.models import User
from tests.marketplace.factories import district
from tests.members.factories import make_user

_numbers = itertools.count(1)


def make_bulletin(*, state: str = "published", author: User | None = None, enterprise: Enterprise | None = None, **fields: Any) -> Bulletin:
    """A notice in any state; by a member unless an enterprise is given."""
    now = clock.now()
    values = {
        "author": author or (None if enterprise else make_user(name="王芳")),
        "enterprise": enterprise,
        "kind": "activity",
        "title": f"望京西园周六上午免费磨刀，第 {next(_numbers)} 次",
        "text": "周六上午九点到十一点半，西园南门花坛边，自带刀剪，不收钱。",
        "district": district(),
        "state": state,
        "created_at": now,
        "changed_at": now,
        "published_at": now,
        "expires_at": now + timedelta(days=14),
        **fields,
    }
    return Bulletin.objects.create(**values)


def bulletin_fields(**overrides: Any) -> dict[str, Any]:
    """What a complete notice says, for the services."""
    return {
        "kind": "lost_found",
        "title": "望京西园捡到一串钥匙",
        "text": "十一号下午在西园南门捡到，三把钥匙挂一只小黄鸭，说得出来就还你。",
        "district": district(),
        "expires_at": clock.now() + timedelta(days=10),
    } | overrides


def bulletin_form(**overrides: Any) -> dict[str, Any]:
    """The same as the page sends it."""
    known = bulletin_fields()
    last = timezone.localdate(clock.now()) + timedelta(days=10)
    return {**{name: known[name] for name in ("kind", "title", "text")}, "district": known["district"].pk, "last_day": str(last), **overrides}

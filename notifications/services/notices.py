"""Notices on the site."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from core.access import Actor, require, system_actor
from core.errors import Invalid
from members.models import User
from notifications.models import Notice
from notifications.services.sms import send_sms


def notify(*, user_ids: Iterable[int], title: str, body: str = "", url: str = "", now: datetime, sms: bool = False, actor: Actor | None = None) -> list[Notice]:
    """Tell people something, on the site and with `sms` also by SMS to proven numbers. In the caller's transaction.

    `url` is a path of this site. People who are out of use or not there are left out. Raises Invalid for a foreign address.
    """
    if url and (not url.startswith("/") or url.startswith(("//", "/\\"))):
        raise Invalid("通知的去处只能是本站的路径。")
    people = User.objects.filter(pk__in=set(user_ids), is_active=True).order_by("pk").values_list("pk", "phone")
    with transaction.atomic():
        found = list(people)
        notices = Notice.objects.bulk_create([Notice(user_id=user_id, title=title[:120], body=body, url=url, created_at=now) for user_id, _ in found])
        for _, phone in found if sms else ():
            if phone:
                send_sms(phone=phone, template="notice", params={"title": title}, actor=actor or system_actor("event"), now=now)
    return notices


def mark_read(notice: Notice, *, actor: Actor, now: datetime) -> Notice:
    """Note that a notice was read. Raises NotFound for somebody else's."""
    require(actor, "update", notice)
    if notice.read_at is None:
        Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=now)
        notice.read_at = now
    return notice


def mark_all_read(*, actor: Actor, now: datetime) -> int:
    """Note that all of one's notices were read; returns how many were not."""
    require(actor, "update", "notification")
    return Notice.objects.filter(user_id=actor.user_id or 0, read_at=None).update(read_at=now)

"""Many listings at once leave the same rows as one by one: listing, area, history, log, events, and one notice instead of many."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core import clock
from core.access import system_actor
from core.audit.models import AuditEntry
from core.errors import Forbidden, Invalid
from core.models import District, StateHistory, Unit
from core.outbox.models import OutboxEvent
from marketplace.catalog.models import Category
from marketplace.listings.models import Listing
from marketplace.listings.services import Posted, approve, post_listing, post_many
from notifications.models import Notice
from tests.marketplace.factories import make_enterprise
from tests.members.factories import make_user

pytestmark = pytest.mark.django_db
SAME = {"id", "external_id", "title"}


def fields(title: str) -> dict:
    return {
        "title": title,
        "description": "两小时起，先收再擦最后拖。",
        "category": Category.objects.get(code="cleaning-home"),
        "district": District.objects.get(code="110105"),
        "unit": Unit.objects.get(code="hour"),
        "place": "望京",
        "price_fen": 4500,
        "included": ["地面吸拖"],
        "tags": ["保洁"],
    }


def left_by(row: Listing) -> dict:
    """Everything that the posting of a listing has left, without what names the row."""
    columns = {field.attname: getattr(row, field.attname) for field in Listing._meta.concrete_fields if field.attname not in SAME}
    number = str(row.pk)
    return {
        **columns,
        "area": sorted(row.service_area.values_list("code", flat=True)),
        "history": list(
            StateHistory.objects.filter(machine="listing", object_id=number)
            .order_by("pk")
            .values_list("from_state", "event", "to_state", "actor_id", "actor_name", "at")
        ),
        "log": sorted(AuditEntry.objects.filter(object_type="listings.listing", object_id=number).values_list("function", "user_id", "result", "channel")),
        "events": sorted(set(OutboxEvent.objects.filter(key=f"listing:{number}").values_list("name", flat=True))),
    }


def test_a_batch_leaves_what_one_by_one_leaves() -> None:
    firm, now = make_enterprise(), clock.now()
    owner = replace(system_actor("demo", "演示"), user_id=make_user().pk, name="店主", proven_phone=True)
    checker, area = system_actor("demo", "演示"), [District.objects.get(code="110105"), District.objects.get(code="110101")]
    single = post_listing(actor=owner, now=now, side="offer", enterprise=firm, service_area=area, **fields("一条一条地发"))
    single = approve(single, actor=checker, now=now)
    posted = [Posted(external_id=f"x{n}", actor=owner, at=now, side="offer", enterprise=firm, service_area=area, fields=fields(f"一起发的{n}")) for n in "甲乙"]
    before = Notice.objects.count()
    rows = post_many(posted, checker=checker, now=now)
    fresh = Listing.objects.get(pk=single.pk)
    for row in rows:
        assert left_by(Listing.objects.get(pk=row.pk)) == left_by(fresh)
    assert Notice.objects.count() - before <= 1


def test_one_that_is_wrong_leaves_nothing_of_all() -> None:
    now, actor = clock.now(), replace(system_actor("demo", "演示"), user_id=make_user().pk, proven_phone=True)
    good = Posted(external_id="g", actor=actor, at=now, side="offer", fields=fields("好的一条"), expires_at=now + timedelta(days=3))
    with pytest.raises(Invalid):
        post_many([good, replace(good, external_id="b", fields={**fields("坏的一条"), "price_fen": None})], checker=system_actor("demo", "演示"), now=now)
    with pytest.raises(Forbidden):
        post_many([good], checker=replace(actor, roles=frozenset({"family"})), now=now)
    assert not Listing.objects.exists()
    assert post_many([], checker=system_actor("demo", "演示"), now=now) == []
    assert post_many([good], checker=system_actor("demo", "演示"), now=now)[0].expires_at == now + timedelta(days=3)

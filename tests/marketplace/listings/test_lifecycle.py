"""Posting, moderation, publication, pause, expiry, suspension: by the services."""

from datetime import timedelta

import pytest

from core import clock
from core.audit.models import AuditEntry
from core.errors import Forbidden, IllegalTransition, Invalid, NotFound, PhoneNotProven
from core.outbox.testing import drain_all
from core.states import history_of
from marketplace.enterprises.errors import NotApproved
from marketplace.enterprises.services import reinstate, suspend
from marketplace.listings.errors import CannotEdit, NotYourListing
from marketplace.listings.models import Listing
from marketplace.listings.services import approve, close, edit_listing, expire_due, hide, pause, post_listing, renew, restore, resume, return_listing, submit
from marketplace.listings.states import ListingState
from notifications.models import Notice
from tests.marketplace.factories import SYSTEM, make_application, make_enterprise, make_listing, moderation, offer_fields, request_fields
from tests.members.factories import actor_for, make_staff, make_user

pytestmark = pytest.mark.django_db


def is_public(row: Listing) -> bool:
    return Listing.objects.public(clock.now()).filter(pk=row.pk).exists()


def test_an_offer_is_seen_after_moderation_and_its_author_is_told() -> None:
    author = make_user()
    row = post_listing(actor=actor_for(author), now=clock.now(), **offer_fields())
    assert row.state == ListingState.PENDING and not is_public(row)
    row = approve(row, actor=actor_for(make_staff("publisher")), now=clock.now())
    assert row.state == ListingState.PUBLISHED and is_public(row)
    assert Notice.objects.filter(user=author, title="信息发布了").exists()


def test_without_moderation_it_is_seen_at_once_and_the_history_says_who_let_it_pass() -> None:
    moderation(False)
    row = post_listing(actor=actor_for(make_user()), now=clock.now(), **request_fields())
    assert is_public(row)
    assert [(step.event, step.actor_name) for step in history_of(row)][-1] == ("approve", "先发后审")


def test_a_returned_listing_keeps_its_reason_and_may_be_handed_in_again() -> None:
    actor = actor_for(make_user())
    row = post_listing(actor=actor, now=clock.now(), **offer_fields())
    publisher = actor_for(make_staff("publisher"))
    with pytest.raises(Invalid):
        return_listing(row, actor=publisher, now=clock.now(), note=" ")
    row = return_listing(row, actor=publisher, now=clock.now(), note="请写清做几个小时。")
    assert row.state == ListingState.RETURNED
    row = submit(edit_listing(row, actor=actor, now=clock.now(), title="日常保洁，三小时起"), actor=actor, now=clock.now())
    assert row.state == ListingState.PENDING


def test_an_edited_published_listing_goes_to_moderation_again_only_when_it_is_on() -> None:
    author = make_user()
    row = make_listing(author=author)
    assert edit_listing(row, actor=actor_for(author), now=clock.now(), price_fen=7000).state == ListingState.PENDING
    moderation(False)
    other = make_listing(author=author)
    assert edit_listing(other, actor=actor_for(author), now=clock.now(), price_fen=7000).state == ListingState.PUBLISHED


def test_nobody_approves_his_own() -> None:
    publisher = make_staff("publisher")
    row = make_listing(author=publisher, state="pending")
    with pytest.raises(NotYourListing):
        approve(row, actor=actor_for(publisher), now=clock.now())
    assert Listing.objects.get(pk=row.pk).state == ListingState.PENDING


def test_pause_resume_close() -> None:
    author = make_user()
    row, actor = make_listing(author=author), actor_for(author)
    assert not is_public(pause(row, actor=actor, now=clock.now()))
    assert is_public(resume(Listing.objects.get(pk=row.pk), actor=actor, now=clock.now()))
    assert close(Listing.objects.get(pk=row.pk), actor=actor, now=clock.now()).state == ListingState.CLOSED
    with pytest.raises(IllegalTransition):
        resume(Listing.objects.get(pk=row.pk), actor=actor, now=clock.now())
    with pytest.raises(CannotEdit):
        edit_listing(Listing.objects.get(pk=row.pk), actor=actor, now=clock.now(), title="再来一次试试")


def test_time_ends_it_at_the_second_and_the_job_only_tidies_up() -> None:
    author, now = make_user(), clock.now()
    row = make_listing(author=author, expires_at=now + timedelta(days=1))
    assert Listing.objects.public(now + timedelta(hours=23)).filter(pk=row.pk).exists()
    assert not Listing.objects.public(now + timedelta(days=1)).filter(pk=row.pk).exists()
    assert expire_due(actor=SYSTEM, now=now + timedelta(days=2)) == 1
    assert expire_due(actor=SYSTEM, now=now + timedelta(days=2)) == 0
    row.refresh_from_db()
    assert row.state == ListingState.EXPIRED
    moderation(False)
    again = renew(row, actor=actor_for(author), now=now + timedelta(days=2))
    assert again.state == ListingState.PUBLISHED and again.expires_at == now + timedelta(days=62)


def test_a_suspended_enterprise_takes_its_listings_with_it_at_commit_and_says_so_to_search() -> None:
    enterprise = make_enterprise()
    row = make_listing(enterprise=enterprise)
    drain_all()
    heard = []
    leader = actor_for(make_staff("leader"))
    suspend(enterprise, actor=leader, now=clock.now(), note="三个月没有年检。")
    assert not is_public(row)
    from core.outbox.models import OutboxEvent

    before = OutboxEvent.objects.filter(name="listing.changed").count()
    drain_all()
    heard = OutboxEvent.objects.filter(name="listing.changed").order_by("pk")[before:]
    assert [event.ids["listing_id"] for event in heard] == [row.pk]
    reinstate(enterprise, actor=leader, now=clock.now())
    assert is_public(row)


def test_a_suspended_account_takes_its_own_listings_with_it() -> None:
    author = make_user()
    row = make_listing(author=author)
    author.is_active = False
    author.save(update_fields=["is_active"])
    assert not is_public(row)
    assert not Listing.objects.get(pk=row.pk).is_public(clock.now())


@pytest.mark.parametrize("state", [state for state in ListingState.values if state != "published"])
def test_only_published_ones_are_public(state: str) -> None:
    row = make_listing(state=state)
    assert not is_public(row) and not row.is_public(clock.now())


def test_staff_take_down_with_a_reason_and_restore() -> None:
    row, publisher = make_listing(), actor_for(make_staff("publisher"))
    with pytest.raises(Invalid):
        hide(row, actor=publisher, now=clock.now(), note="")
    assert not is_public(hide(row, actor=publisher, now=clock.now(), note="价格不实。"))
    assert is_public(restore(Listing.objects.get(pk=row.pk), actor=publisher, now=clock.now()))


def test_an_enterprise_that_is_not_approved_may_not_publish() -> None:
    owner = make_user()
    waiting = make_application(owner)
    with pytest.raises(NotApproved):
        post_listing(actor=actor_for(owner), now=clock.now(), enterprise=waiting, **offer_fields())
    assert not Listing.objects.filter(enterprise=waiting).exists()


def test_strangers_neither_see_nor_touch_what_is_not_public() -> None:
    row, stranger = make_listing(state="draft"), actor_for(make_user())
    with pytest.raises(NotFound):
        edit_listing(row, actor=stranger, now=clock.now(), title="我来改一改")
    with pytest.raises(Forbidden):
        edit_listing(make_listing(), actor=stranger, now=clock.now(), title="我来改一改")
    with pytest.raises(Forbidden):
        approve(make_listing(state="pending", author=make_user()), actor=actor_for(make_staff("leader")), now=clock.now())


def test_without_a_proven_phone_nothing_is_posted() -> None:
    user = make_user()
    user.phone = None
    user.save(update_fields=["phone"])
    with pytest.raises(PhoneNotProven):
        post_listing(actor=actor_for(user), now=clock.now(), **offer_fields())


def test_every_step_is_audited() -> None:
    row = post_listing(actor=actor_for(make_user()), now=clock.now(), **offer_fields())
    approve(row, actor=actor_for(make_staff("publisher")), now=clock.now())
    functions = AuditEntry.objects.filter(object_type="listings.listing", object_id=str(row.pk)).order_by("pk").values_list("function", flat=True)
    assert list(functions) == ["listing.post", "listing.submit", "listing.approve"]

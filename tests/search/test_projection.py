"""The projection says what is public now, whoever changed it and how."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction

from core import clock
from core.outbox.models import OutboxEvent
from core.outbox.testing import drain_all
from marketplace.catalog.services import change_category
from marketplace.enterprises.services import reinstate, suspend
from marketplace.listings.models import Listing
from marketplace.listings.services import close, hide
from members.services.sessions import reactivate_account, suspend_account
from search.models import PendingDocument, SearchDocument, Suggestion
from search.services import projection, suggestions
from search.tasks import refresh_due
from tests.cms.factories import article, draft_article, section
from tests.marketplace.factories import category, make_enterprise, make_listing
from tests.members.factories import actor_for, make_staff, make_user
from tests.search.conftest import Shelf

pytestmark = pytest.mark.django_db


def found(kind: str) -> set[str]:
    """The titles of a type that can be found."""
    return set(SearchDocument.objects.filter(type=kind, deleted=False).values_list("title", flat=True))


def refresh(listing: Listing) -> None:
    projection.refresh("listing", [listing.pk], now=clock.now())


def test_a_listing_stands_in_it_with_everything_that_it_is_found_by() -> None:
    row = make_listing(title="金牌月嫂", category=category("月嫂"), tags=["粤语"], description="会做月子餐")
    refresh(row)
    document = SearchDocument.objects.get(type="listing", object_id=row.pk)
    assert (document.title, document.url, document.side, document.price_fen) == ("金牌月嫂", f"/listings/{row.pk}/", "offer", 6000)
    assert len(document.categories) == 2
    for lexeme in ("'t月嫂'", "'g粤语'", "'a月子'", "'g~yuesao'", "'g^ys'", "':s=offer'"):
        assert lexeme in document.match


@pytest.mark.parametrize("state", ["draft", "pending", "paused", "hidden", "closed", "expired"])
def test_a_listing_that_is_not_public_is_not_in_it(state: str) -> None:
    row = make_listing(title="看得见吗")
    refresh(row)
    Listing.objects.filter(pk=row.pk).update(state=state)
    refresh(row)
    assert found("listing") == set()


def test_a_tombstone_keeps_nothing_of_the_content_and_has_a_newer_version() -> None:
    row = make_listing(title="撤下的")
    refresh(row)
    before = SearchDocument.objects.get(object_id=row.pk)
    Listing.objects.filter(pk=row.pk).update(state="hidden")
    refresh(row)
    after = SearchDocument.objects.get(pk=before.pk)
    assert after.deleted
    assert after.version > before.version
    assert (after.title, after.source, after.index_body, after.match, after.external_id) == ("", "", "", "", "")


def test_unchanged_things_keep_their_version_and_tell_nobody() -> None:
    row = make_listing()
    refresh(row)
    before, events = SearchDocument.objects.get(object_id=row.pk).version, OutboxEvent.objects.count()
    refresh(row)
    assert (SearchDocument.objects.get(object_id=row.pk).version, OutboxEvent.objects.count()) == (before, events)


def test_without_elasticsearch_nothing_waits_for_it() -> None:
    refresh(make_listing())
    assert PendingDocument.objects.count() == 0


def test_what_its_author_closes_or_staff_hide_is_gone() -> None:
    author = make_user()
    mine, bad = make_listing(title="我关的", author=author), make_listing(title="被藏的")
    refresh(mine)
    refresh(bad)
    close(mine, actor=actor_for(author), now=clock.now())
    hide(bad, note="假的", actor=actor_for(make_staff("publisher")), now=clock.now())
    drain_all()
    assert found("listing") == set()


def test_a_suspended_enterprise_takes_its_listings_with_it_and_brings_them_back() -> None:
    firm, leader = make_enterprise(short_name="安心家政"), actor_for(make_staff("leader"))
    row = make_listing(title="安心的月嫂", enterprise=firm)
    refresh(row)
    drain_all()
    assert (found("enterprise"), found("listing")) == ({"安心家政"}, {"安心的月嫂"})
    suspend(firm, actor=leader, now=clock.now(), note="查处")
    drain_all()
    assert (found("enterprise"), found("listing")) == (set(), set())
    assert not Suggestion.objects.filter(text="安心家政").exists()
    reinstate(firm, actor=leader, now=clock.now())
    drain_all()
    assert (found("enterprise"), found("listing")) == ({"安心家政"}, {"安心的月嫂"})


def test_a_listing_ends_by_time_without_an_event() -> None:
    row = make_listing(title="快到期")
    refresh(row)
    past = clock.now() - timedelta(seconds=1)
    Listing.objects.filter(pk=row.pk).update(expires_at=past)
    SearchDocument.objects.filter(object_id=row.pk).update(expires_at=past)
    refresh_due()
    assert found("listing") == set()


def test_a_published_article_is_found_and_an_unpublished_one_is_not() -> None:
    page = article("北京金牌月嫂怎么选")
    drain_all()
    assert found("article") == {"北京金牌月嫂怎么选"}
    assert SearchDocument.objects.get(type="article").url.startswith("/news/industry/")
    page.unpublish()
    drain_all()
    assert found("article") == set()


def test_drafts_scheduled_ended_and_restricted_articles_are_never_in_it() -> None:
    draft_article("还是草稿")
    article("到期了", expire_at=clock.now() - timedelta(days=1))
    secret = article("只给会员看")
    restriction = PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(Group.objects.create(name="内部"))
    drain_all()
    assert found("article") == set()
    restriction.delete()
    drain_all()
    assert found("article") == {"只给会员看"}


def test_a_restriction_on_a_section_hides_what_is_below_it() -> None:
    article("栏目里的文章")
    drain_all()
    restriction = PageViewRestriction.objects.create(page=section(), restriction_type=PageViewRestriction.LOGIN)
    drain_all()
    assert found("article") == set()
    restriction.delete()
    drain_all()
    assert found("article") == {"栏目里的文章"}


def test_a_moved_article_has_its_new_address_and_a_deleted_one_is_gone() -> None:
    page = article("会搬家的文章")
    drain_all()
    page.move(section("society"), pos="last-child")
    drain_all()
    assert SearchDocument.objects.get(type="article", deleted=False).url.startswith("/news/society/")
    page.specific.delete()
    drain_all()
    assert found("article") == set()


def test_a_renamed_category_is_found_by_its_new_name() -> None:
    row = make_listing(category=category("月嫂"))
    refresh(row)
    change_category(row.category, actor=actor_for(make_staff("leader")), now=clock.now(), name="母婴护理师")
    drain_all()
    assert "'g=母婴护理师'" in SearchDocument.objects.get(object_id=row.pk).match
    assert Suggestion.objects.filter(kind="service", text="母婴护理师").exists()


def test_names_of_the_catalogue_are_suggested() -> None:
    suggestions.replace_catalogue()
    assert Suggestion.objects.filter(kind="service", text="月嫂").exists()
    before = Suggestion.objects.count()
    assert suggestions.replace_catalogue() == 0
    assert Suggestion.objects.count() == before


def test_an_account_that_is_suspended_takes_its_listings_with_it() -> None:
    author = make_user()
    row = make_listing(title="会员的", author=author)
    refresh(row)
    staff = actor_for(make_staff("administrator"))
    suspend_account(author, reason="滥用", actor=staff, now=clock.now())
    drain_all()
    assert found("listing") == set()
    reactivate_account(author, reason="查清", actor=staff, now=clock.now())
    drain_all()
    assert found("listing") == {"会员的"}


def test_a_rebuild_finds_what_no_event_told(shelf: Shelf) -> None:
    shelf.add(1, "在的")
    shelf.add(2, "悄悄没了")
    del shelf.documents[2]
    shelf.documents[3] = shelf.make(3, "悄悄来的")
    projection.refresh_everything(now=clock.now())
    assert found("listing") == {"在的", "悄悄来的"}


def test_old_tombstones_are_forgotten_young_ones_are_not(shelf: Shelf) -> None:
    shelf.add(1)
    shelf.add(2)
    shelf.take(1)
    assert projection.forget_tombstones(before=clock.now() - timedelta(days=7)) == 0
    assert projection.forget_tombstones(before=clock.now() + timedelta(seconds=1)) == 1


def test_quality_follows_age(shelf: Shelf) -> None:
    start = clock.now()
    shelf.put(shelf.make(1, published_at=start), now=start)
    young = SearchDocument.objects.get(object_id=1).quality
    later = start + timedelta(days=31)
    projection.refresh_aged(now=later)
    assert SearchDocument.objects.get(object_id=1).quality < young


def test_a_home_is_never_placed_exactly() -> None:
    row = make_listing(side="request", title="请月嫂", lat=39.912345, lng=116.412345)
    refresh(row)
    document = SearchDocument.objects.get(object_id=row.pk)
    assert document.lat == pytest.approx(39.912, abs=1e-6)
    assert "39.91234" not in document.source
    assert "39.91234" not in document.index_body

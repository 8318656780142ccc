"""供求审核 in the back office: one by one, several at once, conversations, the switch."""

import pytest
from django.test import Client

from core import clock
from core.audit.models import AuditEntry
from core.media.models import SiteImage
from core.states import history_of
from marketplace.listings.models import EnquiryMessage, Listing
from marketplace.listings.services import add_photo, enquire, post_listing
from members.models import User
from members.roles import STAFF_ROLES, Role
from notifications.models import Notice
from tests.marketplace.factories import (
    category,
    district,
    make_enquiry,
    make_enterprise,
    make_listing,
    offer_fields,
    picture,
    request_fields,
    unit,
)
from tests.members.factories import actor_for, make_staff, make_user, put_on_duty

pytestmark = pytest.mark.django_db
LIST = "/admin/marketplace-listings/"
ENQUIRIES = f"{LIST}enquiries/"
RULES = "/admin/core-parameters/"
READERS = {Role.OPERATOR, Role.DISPATCHER, Role.PUBLISHER, Role.LEADER, Role.REGULATOR, Role.AUDITOR}
HEARERS = {Role.OPERATOR, Role.QUALITY, Role.PUBLISHER, Role.AUDITOR}


def entered(user: User) -> Client:
    """A browser in which this person is logged in."""
    client = Client()
    client.force_login(user)
    return client


def posted(author: User | None = None, **fields: object) -> Listing:
    """A listing that waits for staff."""
    return post_listing(actor=actor_for(author or make_user()), now=clock.now(), **offer_fields(**fields))


def state_of(row: Listing) -> str:
    return Listing.objects.get(pk=row.pk).state


def test_a_listing_is_approved_and_everybody_sees_it_and_its_author_is_told() -> None:
    author = make_user()
    row, publisher = posted(author), make_staff(Role.PUBLISHER)
    assert Client().get(f"/listings/{row.pk}/").status_code == 404
    answer = entered(publisher).post(f"{LIST}{row.pk}/approve/", follow=True)
    assert answer.status_code == 200 and "已经公开" in answer.content.decode()
    assert Client().get(f"/listings/{row.pk}/").status_code == 200
    assert Notice.objects.filter(user=author, title="信息发布了").count() == 1
    assert AuditEntry.objects.filter(function="listing.approve", object_id=str(row.pk), user_id=publisher.pk, result="ok").count() == 1


def test_returning_needs_a_reason_that_reaches_the_author() -> None:
    author = make_user()
    row, client = posted(author), entered(make_staff(Role.PUBLISHER))
    empty = client.post(f"{LIST}{row.pk}/return/", {"note": ""})
    assert empty.status_code == 400 and "请写明原因。" in empty.content.decode() and state_of(row) == "pending"
    assert client.post(f"{LIST}{row.pk}/return/", {"note": "写清做几个小时。"}).status_code == 302
    assert state_of(row) == "returned" and "写清做几个小时。" in entered(author).get(f"/my/listings/{row.pk}/").content.decode()


def test_hiding_takes_the_page_away_at_once_and_restoring_brings_it_back() -> None:
    row, client, visitor = make_listing(), entered(make_staff(Role.PUBLISHER)), Client()
    assert visitor.get(f"/listings/{row.pk}/").status_code == 200
    assert client.post(f"{LIST}{row.pk}/hide/", {"note": "价格不实。"}).status_code == 302
    assert visitor.get(f"/listings/{row.pk}/").status_code == 404
    assert "价格不实。" in client.get(f"{LIST}{row.pk}/").content.decode()
    assert client.post(f"{LIST}{row.pk}/restore/").status_code == 302
    assert visitor.get(f"/listings/{row.pk}/").status_code == 200


def test_the_second_approval_is_409() -> None:
    row = posted()
    assert entered(make_staff(Role.PUBLISHER)).post(f"{LIST}{row.pk}/approve/").status_code == 302
    assert entered(make_staff(Role.PUBLISHER)).post(f"{LIST}{row.pk}/approve/").status_code == 409
    late = entered(make_staff(Role.PUBLISHER)).post(f"{LIST}{row.pk}/return/", {"note": "想了想还是要改。"})
    assert late.status_code == 409 and "想了想还是要改。" in late.content.decode()
    assert history_of(row).filter(event="approve").count() == 1
    assert AuditEntry.objects.filter(object_id=str(row.pk), result="refused").count() == 2


def test_a_listing_of_a_suspended_enterprise_is_not_approved() -> None:
    enterprise = make_enterprise()
    row = make_listing(enterprise=enterprise, state="pending")
    leader, publisher = entered(make_staff(Role.LEADER)), entered(make_staff(Role.PUBLISHER))
    assert leader.post(f"/admin/marketplace-enterprises/{enterprise.pk}/suspend/", {"note": "没有年检。"}).status_code == 302
    assert publisher.post(f"{LIST}{row.pk}/approve/").status_code == 403
    assert state_of(row) == "pending"


def test_several_are_approved_at_once_and_one_that_cannot_be_holds_up_no_other() -> None:
    publisher = make_staff(Role.PUBLISHER)
    good, own, gone = [posted(), posted()], make_listing(author=publisher, state="pending"), make_listing(state="closed")
    numbers = [row.pk for row in (*good, own, gone)]
    answer = entered(publisher).post(f"{LIST}approve/", {"listing": [*numbers, "x", "99999999999999999999", "-1"]}, follow=True)
    page = answer.content.decode()
    assert "2 条通过了" in page and page.count("没有通过：") == 2
    assert [state_of(row) for row in (*good, own, gone)] == ["published", "published", "pending", "closed"]
    rows = AuditEntry.objects.filter(function="listing.approve", user_id=publisher.pk)
    assert sorted(rows.values_list("object_id", "result")) == sorted([(str(row.pk), "ok") for row in good] + [(str(row.pk), "refused") for row in (own, gone)])


def test_nothing_ticked_is_said_and_without_the_right_nothing_happens() -> None:
    row = posted()
    assert "勾上 1 到 100 条再点" in entered(make_staff(Role.PUBLISHER)).post(f"{LIST}approve/", follow=True).content.decode()
    leader = make_staff(Role.LEADER)
    assert entered(leader).post(f"{LIST}approve/", {"listing": [row.pk]}).status_code == 403
    assert entered(leader).post(f"{LIST}{row.pk}/approve/").status_code == 403
    assert AuditEntry.objects.filter(user_id=leader.pk, result="refused").count() == 2 and state_of(row) == "pending"


def test_boxes_stand_only_where_something_waits_and_only_for_those_who_may() -> None:
    waiting, public = posted(), make_listing()
    page = entered(make_staff(Role.PUBLISHER)).get(LIST).content.decode()
    assert f'name="listing" value="{waiting.pk}"' in page and f'name="listing" value="{public.pk}"' not in page
    assert 'name="listing"' not in entered(make_staff(Role.LEADER)).get(LIST).content.decode()


def test_nobody_approves_his_own() -> None:
    user = make_user()
    row = posted(user)
    put_on_duty(user, Role.PUBLISHER)
    client = entered(user)
    assert "自己发的要由另一位同事来审" in client.get(f"{LIST}{row.pk}/").content.decode()
    assert client.post(f"{LIST}{row.pk}/approve/").status_code == 403 and state_of(row) == "pending"


@pytest.mark.parametrize("role", sorted(STAFF_ROLES - READERS))
def test_staff_who_have_nothing_to_do_with_listings_see_none_of_it(role: str) -> None:
    waiting, public = posted(), make_listing()
    user = make_staff(role)
    client = entered(user)
    for path in (LIST, f"{LIST}results/", f"{LIST}{waiting.pk}/", f"{LIST}{public.pk}/"):
        assert client.get(path).status_code == 403
    assert client.post(f"{LIST}{waiting.pk}/approve/").status_code == 403
    assert AuditEntry.objects.filter(user_id=user.pk, result="refused").count() == 5


@pytest.mark.parametrize("role", sorted(READERS))
def test_every_reader_sees_the_queue_and_only_publishers_the_buttons(role: str) -> None:
    row = posted()
    client = entered(make_staff(role))
    assert row.title in client.get(LIST).content.decode()
    assert (f"{LIST}{row.pk}/approve/" in client.get(f"{LIST}{row.pk}/").content.decode()) is (role == Role.PUBLISHER)


def test_members_never_get_in() -> None:
    author = make_user()
    row, client = posted(author), entered(author)
    assert [client.get(path).status_code for path in (LIST, f"{LIST}{row.pk}/", RULES, ENQUIRIES)] == [302] * 4
    assert client.post(f"{LIST}{row.pk}/approve/").status_code == 302 and state_of(row) == "pending"


def test_the_queue_comes_first_and_drafts_nowhere() -> None:
    public = make_listing(title="已经公开的一条")
    older, newer = posted(title="先来的一条"), posted(title="后来的一条")
    draft = make_listing(state="draft", title="还没交的一条")
    client = entered(make_staff(Role.PUBLISHER))
    page = client.get(LIST).content.decode()
    assert page.index(older.title) < page.index(newer.title) < page.index(public.title)
    assert draft.title not in page and client.get(f"{LIST}{draft.pk}/").status_code == 404


def test_the_list_is_filtered_by_side_category_district_poster_and_words() -> None:
    offer = make_listing(title="擦玻璃两小时", district=district("海淀区"))
    request = make_listing(side="request", title="找一位住家月嫂", category=category("月嫂"), unit=unit("元/月"), enterprise=make_enterprise())
    client = entered(make_staff(Role.PUBLISHER))

    def found(**parameters: object) -> set[str]:
        page = client.get(f"{LIST}results/", parameters).content.decode()
        return {row.title for row in (offer, request) if f"{LIST}{row.pk}/" in page}

    assert found() == {offer.title, request.title}
    assert found(side="request") == {request.title} == found(enterprise="1")
    assert found(category=request.category.parent_id) == {request.title}
    assert found(district=district("海淀区").pk) == {offer.title} == found(enterprise="0") == found(q="玻璃")
    assert found(state="pending") == set() == found(q="没有这一条")
    assert client.get(LIST, {"side": "x", "category": "y", "p": "99"}).status_code == 200


def test_the_screen_shows_everything_of_either_side() -> None:
    offer = posted(included=["地面吸尘"], not_included=["高空外窗"], tags=["自带工具"], service_area=[district("海淀区")])
    request = post_listing(actor=actor_for(make_user()), now=clock.now(), **request_fields())
    client = entered(make_staff(Role.PUBLISHER))
    page = client.get(f"{LIST}{offer.pk}/").content.decode()
    assert all(text in page for text in ("地面吸尘", "高空外窗", "自带工具", "海淀", "元/小时", "core/art/"))
    page = client.get(f"{LIST}{request.pk}/").content.decode()
    assert all(text in page for text in ("10,000", "15,000", "住家", "望京西园附近", "月嫂"))


def test_photos_are_shown() -> None:
    author = make_user()
    row = posted(author)
    add_photo(row, file=picture(), actor=actor_for(author), now=clock.now())
    page = entered(make_staff(Role.PUBLISHER)).get(f"{LIST}{row.pk}/").content.decode()
    assert SiteImage.objects.count() == 1 and "第 1 张照片" in page and "/media/images/" in page


def test_a_conversation_is_read_taken_down_with_a_reason_and_put_back() -> None:
    asker, listing = make_user(name="周先生"), make_listing()
    enquiry = enquire(listing, text="周六上午能来吗？", actor=actor_for(asker), now=clock.now()).enquiry
    publisher = make_staff(Role.PUBLISHER)
    client, theirs = entered(publisher), entered(asker)
    assert "周六上午能来吗？" in client.get(ENQUIRIES).content.decode()
    page = client.get(f"{ENQUIRIES}{enquiry.pk}/").content.decode()
    assert "周六上午能来吗？" in page and asker.phone not in page
    assert client.post(f"{ENQUIRIES}{enquiry.pk}/hide/", {"note": ""}).status_code == 400
    assert client.post(f"{ENQUIRIES}{enquiry.pk}/hide/", {"note": "推销。"}).status_code == 302
    assert theirs.get(f"/my/enquiries/{enquiry.pk}/").status_code == 404
    assert client.post(f"{ENQUIRIES}{enquiry.pk}/hide/", {"note": "再来一次"}).status_code == 409
    assert client.post(f"{ENQUIRIES}{enquiry.pk}/restore/").status_code == 302
    assert theirs.get(f"/my/enquiries/{enquiry.pk}/").status_code == 200
    assert AuditEntry.objects.filter(function="enquiry.hide", user_id=publisher.pk, result="ok").count() == 1


def test_conversations_are_found_by_their_words_each_once() -> None:
    asker, listing = make_user(), make_listing()
    for text in ("能擦外窗吗？", "外窗多少钱？"):
        enquiry = enquire(listing, text=text, actor=actor_for(asker), now=clock.now()).enquiry
    other = make_enquiry()
    client = entered(make_staff(Role.QUALITY))
    page = client.get(f"{ENQUIRIES}results/", {"q": "外窗"}).content.decode()
    assert page.count(f'href="{ENQUIRIES}{enquiry.pk}/"') == 1 and f"{ENQUIRIES}{other.pk}/" not in page
    assert EnquiryMessage.objects.filter(enquiry=enquiry).count() == 2


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_conversations_are_read_by_four_roles_and_taken_down_by_one(role: str) -> None:
    enquiry = make_enquiry()
    client = entered(make_staff(role))
    expected = 200 if role in HEARERS else 403
    assert [client.get(path).status_code for path in (ENQUIRIES, f"{ENQUIRIES}results/", f"{ENQUIRIES}{enquiry.pk}/")] == [expected] * 3
    answer = client.post(f"{ENQUIRIES}{enquiry.pk}/hide/", {"note": "推销。"})
    assert answer.status_code == (302 if role == Role.PUBLISHER else 403)


def test_the_switch_changes_what_happens_to_the_next_one() -> None:
    client = entered(make_staff(Role.PUBLISHER))
    assert posted().state == "pending"
    for code, value in (("moderation", "0"), ("lifetime_days", "30")):
        answer = client.post(f"{RULES}listings.{code}/", {"value": value, "starts_on": "", "reason": "先试一个月"}, follow=True)
        assert "定好了，马上生效。" in answer.content.decode()
    row = posted()
    assert row.state == "published" and (row.expires_at - row.published_at).days == 30
    assert "先发后审" in client.get(LIST).content.decode()
    client.post(f"{RULES}listings.moderation/", {"value": "1", "starts_on": "", "reason": "投诉多了，还是先审"})
    assert posted().state == "pending"
    changes = list(AuditEntry.objects.filter(function="parameter.plan", detail__code="listings.moderation").order_by("pk").values_list("detail", flat=True))
    assert [change["after"] for change in changes] == [False, True]


def test_the_queue_costs_the_same_for_few_and_for_many(django_assert_max_num_queries) -> None:
    client = entered(make_staff(Role.PUBLISHER))
    make_listing(state="pending")
    client.get(LIST)
    with django_assert_max_num_queries(30) as few:
        client.get(LIST)
    for _ in range(8):
        make_listing(state="pending", enterprise=None)
    with django_assert_max_num_queries(len(few)):
        client.get(LIST)


def test_what_is_not_there_is_404_and_get_decides_nothing() -> None:
    row, client = posted(), entered(make_staff(Role.PUBLISHER))
    assert client.get(f"{LIST}{2**63}/").status_code == 404
    assert client.post(f"{LIST}999999/approve/").status_code == 404
    assert client.post(f"{LIST}{row.pk}/close/").status_code == 404
    assert client.get(f"{LIST}{row.pk}/approve/").status_code == 405
    assert client.get(f"{LIST}approve/").status_code == 405
    assert client.post(f"{ENQUIRIES}999999/hide/", {"note": "x"}).status_code == 404
    assert state_of(row) == "pending"

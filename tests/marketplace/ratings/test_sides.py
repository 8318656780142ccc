"""The other side: one public reply, both sides blind, reports, and staff who take down without knowing the score (RAT-05, RAT-09, X-TR-04)."""

from datetime import timedelta

import pytest
from django.test import Client

from core import clock
from core.access import Actor
from core.audit.models import AuditEntry
from core.errors import Forbidden, Invalid, NotFound
from core.outbox.testing import drain_all
from core.states import history_of
from dispatch.flags.models import Flag
from marketplace.ratings import services
from marketplace.ratings.errors import AlreadyAnswered, AlreadyReplied, NotYourRating
from marketplace.ratings.models import ProviderWord, Rating, Standing
from marketplace.ratings.parameters import BLIND_DAYS, REWARD_POINTS
from members.models import User
from members.roles import Role
from notifications.models import Notice
from tests.core.parameters.factories import set_parameter
from tests.marketplace.factories import SYSTEM
from tests.marketplace.ratings.factories import WORDS, finished, rate
from tests.members.factories import actor_for, make_staff, make_user

pytestmark = pytest.mark.django_db


def owner_of(rating: Rating) -> User:
    return rating.enterprise.applicant


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def publisher() -> User:
    return make_staff(Role.PUBLISHER)


@pytest.mark.req("RAT-09")
def test_the_provider_replies_once_in_public_and_nobody_else_does() -> None:
    kept = rate(score=2, text="约九点，九点四十才到，也没说一声。")
    drain_all()
    boss = owner_of(kept)
    assert Notice.objects.filter(user=boss, url="/enterprise/ratings/").exists()
    client = logged_in(boss)
    page = client.get("/enterprise/ratings/").content.decode()
    assert "九点四十才到" in page and "公开回复" in page
    address = f"/enterprise/ratings/{kept.pk}/reply/"
    assert logged_in(make_user()).post(address, {"text": "我来替他们回。"}).status_code == 404
    assert client.post(address, {"text": "打 13800000102 我们补偿你"}).status_code == 400
    assert client.post(address, {"text": "那天上一家多出一扇窗，没提前说是我们不对。"}).status_code == 302
    client.post(address, {"text": "再补一句。"})
    with pytest.raises(AlreadyReplied):
        services.reply(kept, actor=actor_for(boss), now=clock.now(), text="还想再补一句。")
    public = Client().get(f"/ratings/{kept.pk}/").content.decode()
    assert "没提前说是我们不对" in public and "再补一句" not in public
    drain_all()
    assert Notice.objects.filter(user=kept.author, title__startswith="服务方回复了").exists()
    assert "没提前说是我们不对" in logged_in(kept.author).get(f"/my/orders/{kept.booking.number}/rate/").content.decode()


@pytest.mark.req("RAT-05")
def test_ratings_are_verified_and_staff_only_hide_them_with_a_logged_reason_and_without_seeing_the_score() -> None:
    kept = rate(score=1, text="来晚了，还把隔壁孙家的事到处说。")
    public = Client().get(f"/ratings/{kept.pk}/").content.decode()
    assert "订单已核实" in public
    person = publisher()
    client = logged_in(person)
    screens = [client.get("/admin/marketplace-ratings/"), client.get(f"/admin/marketplace-ratings/{kept.pk}/")]
    for screen in screens:
        text = screen.content.decode()
        assert screen.status_code == 200 and "来晚了" in text
        assert "1 星" not in text and "很差" not in text and 'class="stars"' not in text
    detail = screens[1].content.decode()
    assert "撤下" in detail and 'name="text"' not in detail
    assert client.post(f"/admin/marketplace-ratings/{kept.pk}/edit/", {"text": "改好听一点"}).status_code == 404
    hide = f"/admin/marketplace-ratings/{kept.pk}/hide/"
    assert client.post(hide, {"note": ""}).status_code == 400
    assert client.post(hide, {"note": "说了别人家的事。"}).status_code == 302
    kept.refresh_from_db()
    assert (kept.state, kept.text) == ("hidden", "来晚了，还把隔壁孙家的事到处说。")
    assert history_of(kept).get().note == "说了别人家的事。"
    assert AuditEntry.objects.filter(function="rating.hide", user_id=person.pk).exists()
    assert Client().get(f"/ratings/{kept.pk}/").status_code == 404
    assert Standing.objects.get(kind="enterprise", number=kept.enterprise_id).count == 0
    assert Notice.objects.filter(user=kept.author, title="评价被撤下了").exists()
    assert client.post(f"/admin/marketplace-ratings/{kept.pk}/restore/").status_code == 302
    assert Client().get(f"/ratings/{kept.pk}/").status_code == 200
    assert Standing.objects.get(kind="enterprise", number=kept.enterprise_id).count == 1


def test_nobody_takes_down_what_is_said_about_himself() -> None:
    kept = rate(score=1)
    person = publisher()
    kept.enterprise.applicant_id = person.pk
    insider: Actor = actor_for(person)
    writer = rate(finished(customer=person))
    with pytest.raises(NotYourRating):
        services.hide(writer, actor=insider, now=clock.now(), note="不想让人看到。")
    with pytest.raises((Forbidden, NotFound)):
        services.hide(kept, actor=actor_for(owner_of(rate())), now=clock.now(), note="差评，撤掉。")
    assert set(Rating.objects.values_list("state", flat=True)) == {"published"}


def test_a_rating_is_reported_and_taken_down_with_the_report() -> None:
    kept = rate(score=1, text="师傅的身份证我都拍下来了。")
    reporter = logged_in(make_user())
    page = Client().get(f"/ratings/enterprise/{kept.enterprise_id}/").content.decode()
    assert f'href="/report/rating/{kept.pk}/"' in page
    assert reporter.post(f"/report/rating/{kept.pk}/", {"reason": "other", "text": "说了别人的隐私"}).status_code == 302
    flag = Flag.objects.get()
    assert "很差" not in flag.title and "1" not in flag.title
    client = logged_in(publisher())
    assert client.post(f"/admin/dispatch-flags/{flag.pk}/uphold/", {"note": "写了别人的证件。"}).status_code == 302
    kept.refresh_from_db()
    assert kept.state == "hidden"


def test_where_both_sides_answer_blind_neither_sees_the_other_before_both_have_answered() -> None:
    set_parameter(BLIND_DAYS, 10)
    kept = rate(score=2, text="橱柜里面没擦。")
    boss = actor_for(owner_of(kept))
    assert (kept.state, Standing.objects.count()) == ("pending", 0)
    assert "橱柜里面没擦" not in logged_in(owner_of(kept)).get("/enterprise/ratings/").content.decode()
    assert Client().get(f"/ratings/{kept.pk}/").status_code == 404
    with pytest.raises((Forbidden, NotFound)):
        services.reply(kept, actor=boss, now=clock.now(), text="先看看写了什么。")
    drain_all()
    assert Notice.objects.filter(user=owner_of(kept), url=f"/enterprise/orders/{kept.booking.number}/word/").exists()
    client = logged_in(owner_of(kept))
    assert "这一单配合得怎样" in client.get(f"/enterprise/orders/{kept.booking.number}/").content.decode()
    word = f"/enterprise/orders/{kept.booking.number}/word/"
    assert client.post(word, {"score": "4", "text": "家里有人，东西都挪好了。"}).status_code == 302
    kept.refresh_from_db()
    assert kept.state == "published" and Standing.objects.count() == 3
    with pytest.raises(AlreadyAnswered):
        services.give_word(kept.booking, actor=boss, now=clock.now(), score=1)
    assert "东西都挪好了" not in Client().get(f"/ratings/{kept.pk}/").content.decode()


def test_a_rating_does_not_wait_for_ever_and_not_at_all_when_the_other_side_was_first() -> None:
    set_parameter(BLIND_DAYS, 10)
    kept, now = rate(), clock.now()
    system = actor_for(make_user())
    with pytest.raises(Forbidden):
        services.publish_due(actor=system, now=now)
    from_clock = kept.blind_until
    assert services.publish_due(actor=SYSTEM, now=from_clock - timedelta(seconds=1)) == 0
    assert services.publish_due(actor=SYSTEM, now=from_clock) == 1
    kept.refresh_from_db()
    assert kept.state == "published" and kept.published_at == from_clock
    both = rate()
    ProviderWord.objects.create(booking=both.booking, author=owner_of(both), score=4, created_at=now)
    assert services.publish_due(actor=SYSTEM, now=now) == 1
    order = finished()
    services.give_word(order, actor=actor_for(order.enterprise.applicant), now=now, score=5)
    assert rate(order).state == "published"


@pytest.mark.req("RAT-04")
def test_a_reminder_comes_after_the_work_and_the_reward_is_the_same_for_every_score() -> None:
    set_parameter(REWARD_POINTS, 20)
    good, bad = finished(), finished()
    for order in (good, bad):
        services.invite(order, actor=SYSTEM, now=clock.now())
    notices = Notice.objects.filter(title__startswith="做得怎么样")
    assert notices.count() == 2 and all("20 积分，好评差评都一样" in notice.body for notice in notices)
    for order, score in ((good, "5"), (bad, "1")):
        client = logged_in(order.customer)
        assert "送 20 积分" in client.get(f"/my/orders/{order.number}/rate/").content.decode()
        client.post(f"/my/orders/{order.number}/rate/", {"score": score})
    assert list(Rating.objects.values_list("reward_points", flat=True)) == [20, 20]


def test_a_reply_is_checked_and_a_hidden_rating_gets_none() -> None:
    kept = rate()
    boss = actor_for(owner_of(kept))
    for text in ("", "好", "加微信 wx_jinghe01 细说", "来望京 3 号楼找我们"):
        with pytest.raises(Invalid):
            services.reply(kept, actor=boss, now=clock.now(), text=text)
    services.hide(kept, actor=SYSTEM, now=clock.now(), note="重复的内容。")
    assert logged_in(owner_of(kept)).post(f"/enterprise/ratings/{kept.pk}/reply/", {"text": "谢谢你。"}).status_code == 302
    assert not hasattr(Rating.objects.get(), "reply") and WORDS in kept.text

"""What makes ratings worth reading, from one end to the other (X-TR-04, X-TR-09)."""

import re

import pytest
from django.test import Client

from dispatch.flags.models import Flag
from marketplace.listings.models import EnquiryMessage
from marketplace.ratings.models import Rating, Standing
from marketplace.ratings.parameters import BLIND_DAYS
from members.roles import Role
from tests.core.parameters.factories import set_parameter
from tests.marketplace.factories import make_enquiry, picture
from tests.marketplace.ratings.factories import WORDS, finished, rate
from tests.members.factories import make_staff, make_user

pytestmark = pytest.mark.django_db


def logged_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


@pytest.mark.req("X-TR-04")
def test_badge_photo_blind_reply_report_and_moderation_without_the_score() -> None:
    set_parameter(BLIND_DAYS, 7)
    order = finished()
    family, boss, anybody = logged_in(order.customer), logged_in(order.enterprise.applicant), Client()
    said = {"score": "2", "punctual": "1", "text": "来晚了一个小时，窗槽没擦。", "photos": [picture("窗槽.png")]}
    assert family.post(f"/my/orders/{order.number}/rate/", said).status_code == 302
    kept = Rating.objects.get()
    one = f"/ratings/{kept.pk}/"
    assert anybody.get(one).status_code == 404 and "窗槽没擦" not in boss.get("/enterprise/ratings/").content.decode()
    assert boss.post(f"/enterprise/orders/{order.number}/word/", {"score": "4"}).status_code == 302
    assert boss.post(f"/enterprise/ratings/{kept.pk}/reply/", {"text": "路上车坏了，没打招呼，对不起。"}).status_code == 302

    page = anybody.get(one).content.decode()
    for part in ("订单已核实", "窗槽没擦", "没打招呼，对不起", "评价的照片，第 1 张", f'href="/report/rating/{kept.pk}/"'):
        assert part in page
    standing = Standing.objects.get(kind="enterprise", number=order.enterprise_id)
    assert 2 < standing.score < 4.3

    assert logged_in(make_user()).post(f"/report/rating/{kept.pk}/", {"reason": "other", "text": "骂人了"}).status_code == 302
    desk = logged_in(make_staff(Role.PUBLISHER))
    for address in (f"/admin/marketplace-ratings/{kept.pk}/", f"/admin/dispatch-flags/{Flag.objects.get().pk}/"):
        screen = re.sub(r"(?s)<(script|nav|aside).*?</\1>", "", desk.get(address).content.decode())
        assert "窗槽没擦" in screen and not re.search(r"[1-5] 星|不太行|很差", screen)


@pytest.mark.req("X-TR-09")
def test_contacts_are_found_in_messages_and_in_ratings() -> None:
    enquiry, order = make_enquiry(), finished()
    asker, family, boss = logged_in(enquiry.asker), logged_in(order.customer), logged_in(order.enterprise.applicant)
    before = EnquiryMessage.objects.count()
    for text in ("打我 138 0000 0102", "一三八零零零零零一零二", "加微信 wx_chen_min01", "写信 chen@example.com", "上 www.jinghe.com 看看"):
        assert asker.post(f"/my/enquiries/{enquiry.pk}/", {"text": text}).status_code != 302, text
        assert family.post(f"/my/orders/{order.number}/rate/", {"score": "5", "text": text}).status_code == 400, text
        family.post(f"/my/orders/{order.number}/messages/", {"text": text})
        boss.post(f"/enterprise/orders/{order.number}/messages/", {"text": text})
        assert not order.messages.exists(), text
    family.post(f"/my/orders/{order.number}/messages/", {"text": "谢谢，擦得很干净。"})
    assert order.messages.count() == 1
    assert EnquiryMessage.objects.count() == before and not Rating.objects.exists()
    kept = rate(order)
    assert boss.post(f"/enterprise/ratings/{kept.pk}/reply/", {"text": "加微信 wx_jinghe01 细说"}).status_code == 400
    assert kept.text == WORDS

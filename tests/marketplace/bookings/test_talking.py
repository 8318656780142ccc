"""The thread of an order: who says and reads what, what is told, and that no number goes from one side to the other."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from core import clock
from core.errors import Forbidden, Invalid, NotFound, RateLimited
from core.outbox.testing import drain_all
from marketplace.bookings import services
from marketplace.bookings.errors import TalkIsOver
from marketplace.bookings.models import Booking, Message, Thread
from marketplace.bookings.parameters import TALK_DAYS
from marketplace.bookings.queries import own, talking
from members.models import User
from notifications.models import Notice
from tests.core.parameters.factories import set_parameter
from tests.marketplace.bookings.factories import (
    code_of,
    customer_of,
    make_hold,
    make_offer,
    make_order,
    make_worker,
    owner_of,
    put_at,
    wish,
    worker_of,
)
from tests.members.factories import actor_for, make_staff, make_user, put_on_duty

pytestmark = pytest.mark.django_db
# Ways in which people write a number past a filter.
HIDDEN_NUMBERS = [
    "打我电话 13912345678",
    "一三九一二三四五六七八",
    "139 1234 5678 找我",
    "１３９１２３４５６７８",
    "加微信：wang_guilan88",
    "v信 guilan1988",
    "qq 12345678",
    "010-65551234 是座机",
    "看 www.jiazheng.com",
    "发到 guilan@example.com",
]


def client_of(actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def text_of(client: Client, name: str, *args) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def say(order: Booking, actor, text: str, **options) -> Message:
    return services.say(order, text=text, actor=actor, now=clock.now(), **options)


# ---- pages ----


def test_the_family_asks_and_whoever_comes_answers():
    order = make_order()
    family, comes = client_of(customer_of(order)), client_of(worker_of(order))
    page = reverse("bookings:messages", args=[order.number])
    assert page in text_of(family, "bookings:order", order.number)
    assert family.post(page, {"text": "门口有条小狗，不咬人。"}).url == page
    assert "1 条没看" in text_of(comes, "bookings:visit", order.number)
    assert "门口有条小狗" in text_of(comes, "bookings:visit-messages", order.number)
    assert "条没看" not in text_of(comes, "bookings:visit", order.number)
    comes.post(reverse("bookings:visit-messages", args=[order.number]), {"text": "好的，我带鞋套。"})
    assert "1 条没看" in text_of(family, "bookings:order", order.number)
    thread = text_of(family, "bookings:messages", order.number)
    assert "好的，我带鞋套。" in thread and "王阿姨 · " in thread and "已读" in thread
    assert "条没看" not in text_of(family, "bookings:order", order.number)


def test_the_enterprise_speaks_for_itself():
    order = make_order(make_offer(rule={"instant": False}))
    assert order.state == "requested"
    firm = client_of(owner_of(order))
    assert "和家里说" in text_of(firm, "bookings:provider-order", order.number)
    firm.post(reverse("bookings:provider-messages", args=[order.number]), {"text": "那天上午可以早到半小时吗？"})
    message = Message.objects.get()
    assert (message.side, message.called) == ("provider", order.provider_name[:40])
    assert f"{order.provider_name} · " in text_of(client_of(customer_of(order)), "bookings:messages", order.number)


def test_what_happened_stands_between_the_messages():
    order = make_order()
    with time_machine.travel(clock.now() + timedelta(minutes=10), tick=False):
        say(order, customer_of(order), "钥匙在物业。")
    with time_machine.travel(clock.now() + timedelta(minutes=20), tick=False):
        services.cancel(order, actor=customer_of(order), now=clock.now(), fee_fen=0)
        text = text_of(client_of(customer_of(order)), "bookings:messages", order.number)
    first, said, last = (text.index(words) for words in ("接受价格，下单", "钥匙在物业。", "取消 ·"))
    assert first < said < last


def test_a_double_click_says_it_once():
    order = make_order()
    client, page = client_of(customer_of(order)), reverse("bookings:messages", args=[order.number])
    key = client.get(page).context["key"]
    for _ in range(2):
        client.post(page, {"text": "请带一把软刷子。", "idempotency_key": key})
    assert Message.objects.count() == 1


def test_an_empty_and_a_long_message_are_refused_beside_the_field():
    order = make_order()
    client, page = client_of(customer_of(order)), reverse("bookings:messages", args=[order.number])
    assert "写一句再发" in client.post(page, {"text": "  "}).content.decode()
    assert "长了分两次说" in client.post(page, {"text": "好" * 301}).content.decode()
    assert not Message.objects.exists()


def test_older_messages_have_a_page_of_their_own():
    order = make_order()
    rows = [
        Message(booking=order, side="family", author=order.customer, text=f"第{number:03d}句", at=clock.now() + timedelta(seconds=number))
        for number in range(60)
    ]
    Message.objects.bulk_create(rows)
    client, page = client_of(customer_of(order)), reverse("bookings:messages", args=[order.number])
    first = client.get(page)
    assert "第059句" in first.content.decode() and "第009句" not in first.content.decode()
    older = client.get(page, {"before": first.context["earlier"]}).content.decode()
    assert "第009句" in older and "第010句" not in older and "看更早的" not in older
    assert client.get(page, {"before": "zwölf"}).status_code == 200


def test_texts_come_out_as_text():
    order = make_order()
    say(order, customer_of(order), "<img src=x onerror=alert(1)>\n第二行")
    text = text_of(client_of(worker_of(order)), "bookings:visit-messages", order.number)
    assert "<img src=x" not in text and "&lt;img src=x onerror=alert(1)&gt;<br>第二行" in text


# ---- when, and who ----


def test_before_the_order_is_placed_nobody_speaks():
    held = make_hold()
    with pytest.raises(TalkIsOver):
        say(held, customer_of(held), "在吗？")
    assert "下单以后才能说话" in text_of(client_of(customer_of(held)), "bookings:messages", held.number)


def test_some_days_after_the_end_it_is_over():
    order = make_order()
    services.cancel(order, actor=customer_of(order), now=clock.now(), fee_fen=0)
    say(order, customer_of(order), "不好意思，临时有事。")
    with time_machine.travel(clock.now() + timedelta(days=8), tick=False):
        with pytest.raises(TalkIsOver):
            say(order, customer_of(order), "还在吗？")
        client, page = client_of(customer_of(order)), reverse("bookings:messages", args=[order.number])
        assert "临时有事" in client.get(page).content.decode()
        assert "现在不能再留言" in client.post(page, {"text": "还在吗？"}, follow=True).content.decode()
        assert client.post(f"/api/v1/bookings/{order.number}/messages/", {"text": "还在吗？"}, content_type="application/json").status_code == 409


def test_how_long_is_a_parameter():
    order = make_order()
    services.cancel(order, actor=customer_of(order), now=clock.now(), fee_fen=0)
    set_parameter(TALK_DAYS, 0)
    assert not talking.is_open(Booking.objects.get(pk=order.pk), clock.now() + timedelta(minutes=1))


def test_strangers_find_no_thread():
    order = make_order()
    say(order, customer_of(order), "钥匙在物业。")
    stranger = client_of(actor_for(make_user()))
    for name in ("messages", "provider-messages", "visit-messages"):
        page = reverse(f"bookings:{name}", args=[order.number])
        assert (stranger.get(page).status_code, stranger.post(page, {"text": "我是谁"}).status_code) == (404, 404)
    with pytest.raises(NotFound):
        say(order, actor_for(make_user()), "我是谁")


def test_whoever_was_sent_before_reads_no_more():
    order = make_order(make_offer(workers=2))
    before = worker_of(order)
    say(order, before, "我周四到。")
    other = next(
        number for number in services.free_workers(order, now=clock.now()) if number != own.visible(order.number, actor=before).planned[0].coming[0].worker_id
    )
    services.reassign(order, actor=owner_of(order), now=clock.now(), worker_id=other)
    assert client_of(before).get(reverse("bookings:visit-messages", args=[order.number])).status_code == 404
    with pytest.raises(NotFound):
        say(Booking.objects.with_names().get(pk=order.pk), before, "还是我到。")
    assert "我周四到。" in text_of(client_of(worker_of(Booking.objects.with_names().get(pk=order.pk))), "bookings:visit-messages", order.number)


def test_staff_with_the_right_read_and_do_not_speak():
    order = make_order()
    say(order, customer_of(order), "钥匙在物业。")
    reader, operator = make_staff("dispatcher"), make_staff("operator")
    page = reverse("marketplace_booking", args=[order.number])
    for person, shown in ((reader, True), (operator, False)):
        assert ("钥匙在物业。" in client_of(actor_for(person)).get(page).content.decode()) is shown
    with pytest.raises(Forbidden):
        say(order, actor_for(reader), "大家好")


def test_nobody_says_more_than_so_much_in_an_hour():
    order = make_order()
    for number in range(60):
        Message.objects.create(booking=order, side="family", author=order.customer, text=f"第 {number} 句", at=clock.now())
    with pytest.raises(RateLimited):
        say(order, customer_of(order), "再说一句")
    assert say(order, owner_of(order), "我们在看。").side == "provider"


def test_what_was_said_stays_said():
    order = make_order()
    message = say(order, customer_of(order), "钥匙在物业。")
    for change in (lambda: Message.objects.filter(pk=message.pk).update(text="没说过"), lambda: Message.objects.filter(pk=message.pk).delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Message.objects.get().text == "钥匙在物业。"


def test_reading_never_goes_backwards():
    order = make_order()
    first, second = (say(order, owner_of(order), text) for text in ("收到。", "准时到。"))
    for mark in (second, first):
        services.mark_read(order, side="family", up_to=mark.pk, actor=customer_of(order))
    assert Thread.objects.get().family_read == second.pk and talking.unread(order, "family") == 0
    services.mark_read(order, side="worker", up_to=second.pk, actor=customer_of(order))
    assert Thread.objects.get().worker_read == 0


# ---- who is told ----


def test_the_other_sides_are_told_each_on_his_own_page():
    order = make_order()
    comes = worker_of(order)
    drain_all()
    Notice.objects.all().delete()
    say(order, customer_of(order), "门口有条小狗。")
    drain_all()
    told = {notice.user_id: notice for notice in Notice.objects.all()}
    assert set(told) == {comes.user_id, order.enterprise.applicant_id}
    assert told[comes.user_id].url == reverse("bookings:visit-messages", args=[order.number])
    assert told[order.enterprise.applicant_id].url == reverse("bookings:provider-messages", args=[order.number])
    assert told[comes.user_id].title == f"陈女士给你留言：{order.title}" and told[comes.user_id].body == "门口有条小狗。"


def test_one_who_works_for_himself_is_told_before_he_has_accepted():
    person = put_on_duty(make_user(name="王桂兰"), "worker")
    make_worker(user=person)
    offer = make_offer(workers=0, rule={"instant": False})
    offer.enterprise, offer.author = None, person
    offer.save()
    order = make_order(offer)
    say(order, customer_of(order), "要自己带梯子吗？")
    drain_all()
    notice = Notice.objects.get(user=person, title__contains="给你留言")
    client = client_of(actor_for(person))
    assert "要自己带梯子吗？" in client.get(notice.url).content.decode()
    client.post(notice.url, {"text": "我带。"})
    assert Message.objects.latest("pk").side == "worker"


# ---- numbers stay hidden ----


@pytest.mark.parametrize("text", HIDDEN_NUMBERS)
def test_a_number_is_refused_from_either_side(text: str):
    order = make_order()
    for actor, name in ((customer_of(order), "messages"), (owner_of(order), "provider-messages"), (worker_of(order), "visit-messages")):
        answer = client_of(actor).post(reverse(f"bookings:{name}", args=[order.number]), {"text": text})
        assert answer.status_code == 200 and "这里不写电话、微信和网址" in answer.content.decode()
    assert not Message.objects.exists()


@pytest.mark.parametrize("field", ["name", "address", "needs"])
def test_no_number_in_what_the_other_side_reads_of_a_home(field: str):
    said = {"contact_name": "陈女士", "address": "望京西园四区 12 号楼 501", "needs": ""}
    bad = {"name": "陈13912345678", "address": "望京西园四区，电话 13912345678", "needs": "有事打 13912345678"}[field]
    chosen = {**said, ("contact_name" if field == "name" else field): bad}
    contact = services.Contact(chosen["contact_name"], "13800000102", chosen["address"])
    asked, offer = wish(contact=contact, needs=chosen["needs"]), make_offer()
    with pytest.raises(Invalid) as refused:
        services.hold(offer, asked, actor=actor_for(make_user()), now=clock.now())
    assert list(refused.value.fields) == [field] and not Booking.objects.exists()


def test_no_number_in_a_reason_or_an_extra():
    order = make_order()
    with pytest.raises(Invalid):
        services.withdraw(order, actor=owner_of(order), now=clock.now(), note="打 13912345678 再约", fee_fen=0)
    order = put_at(order, clock.now().replace(second=0, microsecond=0) + timedelta(hours=1))
    services.arrive(order, actor=worker_of(order), now=clock.now(), code=code_of(order))
    for fields in ({"label": "加 13912345678"}, {"label": "加擦三扇窗", "reason": "微信 wang_guilan88 说"}):
        with pytest.raises(Invalid):
            services.ask_extra(order, actor=worker_of(order), now=clock.now(), fen=3000, **fields)
    order.refresh_from_db()
    assert order.state == "arrived" and not order.changes.exists()


def surfaces(order: Booking, side: str) -> list[str]:
    """Every address at which a side sees anything of an order."""
    pages = {
        "family": ["bookings:order", "bookings:messages", "bookings:cancelling", "bookings:moving", "bookings:order-calendar"],
        "provider": ["bookings:provider-order", "bookings:provider-messages"],
        "worker": ["bookings:visit", "bookings:visit-messages", "bookings:visit-calendar"],
    }
    lists = {"family": ["bookings:mine"], "provider": ["bookings:provider-orders"], "worker": ["bookings:route"]}
    found = [reverse(name, args=[order.number]) for name in pages[side]] + [reverse(name) for name in lists[side]]
    return [*found, "/my/notices/", "/api/v1/bookings/", *(f"/api/v1/bookings/{order.number}/{tail}" for tail in ("", "messages/"))]


@pytest.mark.req("BKG-17")
def test_family_and_worker_talk_on_their_pages_and_see_no_number_of_each_other_anywhere():
    order = put_at(make_order(), clock.now().replace(second=0, microsecond=0) + timedelta(hours=1))
    actors = {"family": customer_of(order), "worker": worker_of(order), "provider": owner_of(order)}
    here = {"family": "bookings:messages", "worker": "bookings:visit-messages", "provider": "bookings:provider-messages"}
    clients = {side: client_of(actor) for side, actor in actors.items()}
    texts = {"family": "窗户有六扇，先擦客厅。", "worker": "好，大概要多半小时。", "provider": "材料我们带。"}
    for side, text in texts.items():
        page = reverse(here[side], args=[order.number])
        assert clients[side].post(page, {"text": text}).status_code == 302
        assert "这里不写电话" in clients[side].post(page, {"text": "打 13987654321"}).content.decode()
    for event, fields in (("set-out", {}), ("arrive", {"code": code_of(order)}), ("extra", {"label": "加擦三扇窗", "price": "30", "reason": "外面有油"})):
        clients["worker"].post(reverse("bookings:visit-act", args=[order.number, event]), fields)
    drain_all()
    people = {side: User.objects.get(pk=actor.user_id) for side, actor in actors.items()}
    numbers = {
        "family": {order.phone, people["family"].phone},
        "worker": {people["worker"].phone},
        "provider": {people["provider"].phone, order.enterprise.phone},
    }
    for side, client in clients.items():
        foreign = {number for other, known in numbers.items() if other != side for number in known if number} - numbers[side]
        assert foreign
        for path in surfaces(order, side):
            answer = client.get(path)
            assert answer.status_code == 200, (side, path)
            shown = answer.content.decode()
            assert not [number for number in {*foreign, "13987654321"} if number in shown], (side, path)
        thread = client.get(reverse(here[side], args=[order.number])).content.decode()
        assert all(text in thread for text in texts.values())
    assert not [notice for notice in Notice.objects.all() for known in numbers.values() for number in known if number and number in notice.title + notice.body]


# ---- the API ----


def test_the_thread_by_api():
    order = make_order()
    family, comes = client_of(customer_of(order)), client_of(worker_of(order))
    path = f"/api/v1/bookings/{order.number}/messages/"
    sent = family.post(path, {"text": "门口有条小狗。"}, content_type="application/json", headers={"Idempotency-Key": "say-00001"})
    again = family.post(path, {"text": "门口有条小狗。"}, content_type="application/json", headers={"Idempotency-Key": "say-00001"})
    assert (sent.status_code, sent.content) == (201, again.content) and Message.objects.count() == 1
    assert (sent.json()["mine"], sent.json()["read"]) == (True, False)
    found = comes.get(path).json()
    assert (found["count"], found["is_open"], found["next"]) == (1, True, None)
    assert (found["items"][0]["by"], found["items"][0]["side"], found["items"][0]["mine"]) == ("陈女士", "family", False)
    assert family.get(path).json()["items"][0]["read"] is True
    refused = family.post(path, {"text": "打 13912345678"}, content_type="application/json")
    assert refused.status_code == 400 and "text" in refused.json()["fields"]
    assert client_of(actor_for(make_user())).get(path).status_code == 404
    assert family.get(path, {"cursor": "x"}).status_code == 400


def test_the_api_pages_through_a_long_thread():
    order = make_order()
    Message.objects.bulk_create([Message(booking=order, side="family", author=order.customer, text=f"第 {number} 句", at=clock.now()) for number in range(60)])
    client, path = client_of(customer_of(order)), f"/api/v1/bookings/{order.number}/messages/"
    first = client.get(path).json()
    second = client.get(path, {"cursor": first["next"]}).json()
    assert (len(first["items"]), len(second["items"]), second["next"]) == (50, 10, None)
    assert len({one["id"] for one in first["items"] + second["items"]}) == 60

"""The dispatcher's board: the day and the week of everybody, what has nobody on top, moving with the conflict shown before (BKG-20)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import clock
from dispatch.board import services
from marketplace.bookings.errors import SlotTaken
from marketplace.bookings.models import Assignment, Booking
from marketplace.levels.models import LevelGrant, MemberLevel
from marketplace.workers.models import CalendarException, Paper, Worker
from tests.dispatch.urgent.factories import searching
from tests.marketplace.bookings.factories import make_offer, make_order, make_worker, tomorrow
from tests.marketplace.engagements.factories import days_from_now, make_signed, stay
from tests.marketplace.factories import make_enterprise
from tests.members.factories import actor_for, make_staff

pytestmark = pytest.mark.django_db


def desk(role: str = "dispatcher") -> Client:
    client = Client()
    client.force_login(make_staff(role))
    return client


def shop(workers: int = 2):
    """An enterprise with so many people, and an order of one of them."""
    firm = make_enterprise()
    place = make_offer(enterprise=firm, workers=workers)
    order = make_order(place)
    goes = Assignment.objects.get(visit__booking=order, status="fixed").worker
    others = list(firm.workers.exclude(pk=goes.pk).order_by("pk"))
    return firm, place, order, goes, others


def day_of(order: Booking) -> str:
    return str(timezone.localdate(order.starts_at))


def test_the_board_shows_day_and_week_and_moves_an_order_after_the_conflict_was_shown():
    _firm, _place, order, goes, [other] = shop()
    Worker.objects.filter(pk=other.pk).update(called="孙阿姨", name="孙玉芬")
    client = desk()
    page = client.get(reverse("dispatch_board"), {"day": day_of(order)}).content.decode()
    assert order.title in page and "孙玉芬" in page and 'draggable="true"' in page and "换人" in page
    week = client.get(reverse("dispatch_board_week"), {"day": day_of(order)}).content.decode()
    assert "1 单" in week and "孙玉芬" in week
    target = reverse("dispatch_board_order", args=[order.number])
    CalendarException.objects.create(worker=other, period=(order.starts_at - timedelta(hours=1), order.starts_at + timedelta(hours=1)), free=False)
    shown = client.get(target, {"to": other.pk}).content.decode()
    assert "去不了：不在工作时间" in shown and "没有冲突" not in shown
    refused = client.post(target, {"worker": other.pk}, follow=True).content.decode()
    assert "没换成：不在工作时间" in refused
    assert Assignment.objects.get(visit__booking=order, status="fixed").worker_id == goes.pk
    CalendarException.objects.all().delete()
    assert "没有冲突，换成他" in client.get(target, {"to": other.pk}).content.decode()
    assert client.post(target, {"worker": other.pk}).url == f"{reverse('dispatch_board')}?day={day_of(order)}"
    assert Assignment.objects.get(visit__booking=order, status="fixed").worker_id == other.pk


def test_whoever_is_taken_is_named_with_the_reason_and_the_database_has_the_last_word():
    _firm, place, order, _goes, [other] = shop()
    make_order(place, worker_id=other.pk)
    client = desk()
    shown = client.get(reverse("dispatch_board_order", args=[order.number]), {"to": other.pk}).content.decode()
    assert "已经有约" in shown
    with pytest.raises(SlotTaken) as error:
        services.send_instead(order, worker_id=other.pk, actor=actor_for(make_staff("dispatcher")), now=clock.now())
    assert error.value.extra["reasons"] == ["free"]


def test_papers_count_on_the_day_of_the_visit():
    _firm, _place, order, _goes, [other] = shop()
    Paper.objects.filter(worker=other).update(ends_on=timezone.localdate(order.starts_at) - timedelta(days=1))
    assert "证件不全或者过期" in desk().get(reverse("dispatch_board_order", args=[order.number])).content.decode()


def test_somebody_of_another_provider_cannot_be_sent():
    _firm, _place, order, goes, _others = shop()
    stranger = make_worker(enterprise=make_enterprise())
    client = desk()
    target = reverse("dispatch_board_order", args=[order.number])
    assert "签约方换不了" in client.get(target, {"to": stranger.pk}).content.decode()
    assert "选自己的服务人员" in client.post(target, {"worker": stranger.pk}, follow=True).content.decode()
    assert Assignment.objects.get(visit__booking=order, status="fixed").worker_id == goes.pk


def test_what_has_nobody_stands_on_top_and_who_cannot_go_is_marked():
    _firm, _place, order, goes, _others = shop()
    call = searching()
    waiting = make_order(make_offer(rule={"instant": False}, enterprise=make_enterprise()), start=tomorrow(14))
    assert waiting.state == "requested"
    CalendarException.objects.create(worker=goes, period=(order.starts_at - timedelta(hours=1), order.starts_at + timedelta(hours=3)), free=False)
    page = desk().get(reverse("dispatch_board"), {"day": day_of(order)}).content.decode()
    assert call.number in page and waiting.number in page and "不在他的工作时间，要换人" in page
    assert page.index(call.number) < page.index(waiting.number) < page.index(order.number)
    Worker.objects.filter(pk=goes.pk).update(state="suspended", online=False)
    assert "他现在不能接单，要换人" in desk().get(reverse("dispatch_board"), {"day": day_of(order)}).content.decode()


def test_the_board_narrows_and_takes_no_nonsense():
    firm, _place, _order, _goes, _others = shop()
    other_firm = make_enterprise()
    stranger = make_worker(enterprise=other_firm, name="只在别家")
    client = desk()
    assert "只在别家" in client.get(reverse("dispatch_board")).content.decode()
    assert "只在别家" not in client.get(reverse("dispatch_board"), {"enterprise": firm.pk}).content.decode()
    for wrong in ({"day": "昨天"}, {"day": "9999-01-01"}, {"page": "0"}, {"enterprise": "x"}, {"district": "9"}):
        assert client.get(reverse("dispatch_board"), wrong).status_code == 200
        assert client.get(reverse("dispatch_board_week"), wrong).status_code == 200
    assert stranger.name


def test_the_board_asks_the_same_however_many_work():
    firm, place, order, _goes, _others = shop()
    client = desk()
    counts = []
    for more in (0, 8):
        for _ in range(more):
            make_worker(enterprise=firm)
            make_order(place)
        for url in (reverse("dispatch_board"), reverse("dispatch_board_week")):
            client.get(url, {"day": day_of(order)})
            with CaptureQueriesContext(connection) as queried:
                client.get(url, {"day": day_of(order)})
            counts.append(len(queried))
    assert counts[:2] == counts[2:]


def test_what_is_alike_to_the_minute_is_ordered_by_the_level_of_the_family():
    offers = [make_offer(rule={"instant": False}, enterprise=make_enterprise()) for _ in range(3)]
    first, second, third = (make_order(offer, start=tomorrow(14)) for offer in offers)
    LevelGrant.objects.create(
        user=third.customer, level=MemberLevel.objects.get(code="gold"), starts_on=timezone.localdate(), source="staff", reason="老客户", created_at=clock.now()
    )
    at = (clock.now() + timedelta(hours=2)).replace(second=0, microsecond=0)
    for order, seconds in ((first, 5), (second, 70), (third, 50)):
        Booking.objects.filter(pk=order.pk).update(until=at + timedelta(seconds=seconds))
    page = desk().get(reverse("dispatch_board")).content.decode()
    # The third ends after the first, in the same minute; the second in the next one.
    assert page.index(third.number) < page.index(first.number) < page.index(second.number) and "金邻会员" in page


def test_who_lives_in_is_there_the_whole_day_by_day_and_by_week_and_cannot_be_dragged():
    """Before the first day nothing, then a bar across every day up to the last, for the desk and the enterprise; the same queries."""
    row = make_signed(first=days_from_now(12))
    nurse = stay(row).worker
    Worker.objects.filter(pk=nurse.pk).update(name="周玉兰", online=False)
    client, owner = desk(), Client()
    owner.force_login(row.enterprise.applicant)
    board, week, own = reverse("dispatch_board"), reverse("dispatch_board_week"), reverse("board:enterprise-board")
    here = reverse("marketplace_engagement", args=[row.number])

    def seen(day: int) -> str:
        return client.get(board, {"day": days_from_now(day)}).content.decode()

    assert here not in seen(11) and here in seen(12) and "住家" in seen(12) and "周玉兰" in seen(12) and "占 100%" in seen(12)
    length = (row.ends_on - row.starts_on).days
    assert here in seen(12 + length - 1) and here not in seen(12 + length) and "draggable" not in seen(12)
    assert client.get(week, {"day": days_from_now(10)}).content.decode().count("住家") == 5
    assert client.get(week, {"day": days_from_now(12)}).content.decode().count("住家") == 7
    assert reverse("engagements:enterprise-engagement", args=[row.number]) in owner.get(own, {"day": days_from_now(12)}).content.decode()
    assert owner.get(own, {"day": days_from_now(12), "view": "week"}).content.decode().count('<td class="num">住家') == 7
    counts = []
    for _ in range(2):
        for page in (board, week):
            with CaptureQueriesContext(connection) as queried:
                client.get(page, {"day": days_from_now(12)})
            counts.append(len(queried))
        make_signed(first=days_from_now(12))
    assert counts[:2] == counts[2:], counts


def test_the_enterprise_drags_on_its_own_board_and_is_told_before_whether_he_can_go():
    """The row names whom it is dropped on, the order's page says what speaks against him and picks him when nothing does; nobody else's people."""
    firm, _place, order, goes, [other] = shop()
    Worker.objects.filter(pk=other.pk).update(name="孙玉芬")
    stranger, owner = make_worker(enterprise=make_enterprise()), Client()
    owner.force_login(firm.applicant)
    page = owner.get(reverse("board:enterprise-board"), {"day": day_of(order)}).content.decode()
    target = reverse("bookings:provider-order", args=[order.number])
    assert f'data-worker="{other.pk}"' in page and f'draggable="true" data-order="{target}"' in page and "board/board" in page
    assert page.count('class="lane-visit"') == 1
    picked = f'value="{other.pk}" checked'
    shown = owner.get(target, {"to": other.pk}).content.decode()
    assert "没有冲突，孙玉芬去得了" in shown and picked in shown
    CalendarException.objects.create(worker=other, period=(order.starts_at - timedelta(hours=1), order.starts_at + timedelta(hours=1)), free=False)
    shown = owner.get(target, {"to": other.pk}).content.decode()
    assert "孙玉芬去不了：不在工作时间" in shown and picked not in shown
    for number in (stranger.pk, 10**9, "x"):
        shown = owner.get(target, {"to": number}).content.decode()
        assert "去不了：" not in shown and "没有冲突" not in shown and stranger.name not in shown
    assert f'value="{goes.pk}" checked' in shown
    week = owner.get(reverse("board:enterprise-board"), {"day": day_of(order), "view": "week"}).content.decode()
    later = timezone.localdate(order.starts_at) + timedelta(days=7)
    assert f"?day={later}&amp;view=week" in week and "后一周" in week

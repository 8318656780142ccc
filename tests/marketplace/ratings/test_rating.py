"""Rating a finished order once, editing for a few days, what may not be written (RAT-01, RAT-03, X-TR-09)."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from core import clock
from core.access import Actor
from core.errors import Forbidden, Invalid, NotFound
from core.media.models import SiteImage
from core.outbox import publish
from core.outbox.testing import drain_all
from marketplace.bookings.events import BOOKING_COMPLETED
from marketplace.bookings.models import Booking, Visit
from marketplace.ratings import services
from marketplace.ratings.errors import AlreadyRated, EditingIsOver, NotFinished, TooLate, YourOwnService
from marketplace.ratings.models import Rating, Standing
from marketplace.ratings.services import Said
from marketplace.ratings.services.checking import who_came
from notifications.models import Notice
from tests.marketplace.bookings.factories import make_offer, make_order, service
from tests.marketplace.factories import SYSTEM, picture, unit
from tests.marketplace.ratings.factories import WORDS, finished, rate
from tests.members.factories import actor_for, make_user, put_on_duty

pytestmark = pytest.mark.django_db


def page_of(row: Booking) -> Client:
    client = Client()
    client.force_login(row.customer)
    return client


def address(row: Booking) -> str:
    return f"/my/orders/{row.number}/rate/"


@pytest.mark.req("RAT-01")
def test_only_the_customer_of_a_finished_order_rates_it_once_and_edits_it_for_a_set_time() -> None:
    open_one = make_order()
    assert "现在不能评价" in page_of(open_one).get(address(open_one)).content.decode()
    page_of(open_one).post(address(open_one), {"score": "5"})
    assert not Rating.objects.exists()

    row = finished()
    strange = Client()
    strange.force_login(make_user())
    assert strange.get(address(row)).status_code == strange.post(address(row), {"score": "5"}).status_code == 404
    assert Client().post(address(row), {"score": "5"}).status_code in (302, 401)

    client = page_of(row)
    order_page = client.get(row.get_absolute_url()).content.decode()
    assert f'href="{address(row)}"' in order_page
    form = client.get(address(row)).content.decode()
    assert form.count('type="radio"') == 25 and "发布评价" in form
    assert client.post(address(row), {"text": WORDS}).status_code == 400
    key = re.search(r'name="idempotency_key" value="([^"]+)"', form).group(1)
    said = {"score": "4", "skill": "5", "punctual": "3", "text": WORDS, "idempotency_key": key}
    sent, again = client.post(address(row), said), client.post(address(row), said)
    assert again.status_code == sent.status_code
    assert sent.status_code == 302
    kept = Rating.objects.get()
    assert (kept.score, kept.skill, kept.punctual, kept.attitude, kept.state) == (4, 5, 3, None, "published")
    with pytest.raises(AlreadyRated):
        rate(row)

    assert client.post(address(row), {"score": "2", "text": "第二天发现窗帘夹坏了。"}).status_code == 302
    kept.refresh_from_db()
    assert (kept.score, kept.skill, kept.text) == (2, None, "第二天发现窗帘夹坏了。")
    assert list(kept.versions.order_by("number").values_list("number", "score", "text")) == [(1, 4, WORDS), (2, 2, "第二天发现窗帘夹坏了。")]

    Rating.objects.filter(pk=kept.pk).update(created_at=clock.now() - timedelta(days=8))
    page = client.get(address(row)).content.decode()
    assert "改成这样" not in page and "第二天发现窗帘夹坏了。" in page
    client.post(address(row), {"score": "5", "text": "又改主意了"})
    kept.refresh_from_db()
    assert kept.score == 2


def test_what_is_no_finished_order_of_ones_own_is_refused() -> None:
    row, now = finished(), clock.now()
    with pytest.raises(NotFound):
        services.rate(row, Said(score=5), actor=actor_for(make_user()), now=now)
    with pytest.raises(NotFinished):
        rate(make_order())
    with pytest.raises(TooLate):
        rate(finished(ended=now - timedelta(days=61)))
    for wrong in (0, 6, True, "5"):
        with pytest.raises(Invalid):
            rate(row, score=wrong)  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        rate(row, price=9)
    insider = finished()
    put_on_duty(insider.customer, "enterprise_staff", insider.enterprise.organisation)
    with pytest.raises(YourOwnService):
        rate(insider)
    assert not Rating.objects.exists()


@pytest.mark.parametrize(
    "text", ["满意，加我微信 wx_laowang88 下次私下约", "电话 13800000102 直接找我", "住望京西园 12 号楼，欢迎来看", "QQ 88776655", "一三八零零零零零一零二"]
)
def test_contacts_and_doors_are_not_published(text: str) -> None:
    row = finished()
    with pytest.raises(Invalid) as refused:
        rate(row, text=text)
    assert "text" in refused.value.fields
    answer = page_of(row).post(address(row), {"score": "5", "text": text})
    assert answer.status_code == 400 and "谁都看得到" in answer.content.decode()
    assert not Rating.objects.exists()


def test_photos_come_in_by_the_one_door_and_leave_with_the_edit() -> None:
    row = finished()
    client = page_of(row)
    assert client.post(address(row), {"score": "5", "photos": [picture("窗.jpg"), picture("槽.jpg")]}).status_code == 302
    kept = Rating.objects.get()
    assert kept.photos.count() == 2
    for photo in kept.photos.select_related("image"):
        with photo.image.file.open() as file:
            assert b"Exif" not in file.read(2048)
    page = client.get(address(row)).content.decode()
    first, second = kept.photos.order_by("position")
    assert f'name="without" value="{first.pk}"' in page
    client.post(address(row), {"score": "5", "without": [str(first.pk)]})
    assert [photo.pk for photo in kept.photos.all()] == [second.pk]
    assert not SiteImage.objects.filter(pk=first.image_id).exists()
    assert [len(version.photos) for version in kept.versions.order_by("number")] == [2, 1]
    assert client.post(address(row), {"score": "5", "photos": [picture(f"{name}.jpg") for name in "一二三四五六"]}).status_code == 400


def test_what_was_said_is_never_edited_in_the_database() -> None:
    kept = rate()
    services.reply(kept, actor=owner(kept), now=clock.now(), text="谢谢，窗槽是我们的规矩。")
    for statement in ("UPDATE ratings_version SET text = ''", "DELETE FROM ratings_version", "UPDATE ratings_reply SET text = ''"):
        with pytest.raises(DatabaseError), transaction.atomic():
            from_database(statement)
    assert kept.versions.get().text == WORDS


def from_database(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def owner(rating: Rating) -> Actor:
    return actor_for(rating.enterprise.applicant)


def test_somebody_elses_rating_is_not_edited_and_a_hidden_one_by_nobody() -> None:
    kept = rate()
    for stranger in (actor_for(make_user()), owner(kept)):
        with pytest.raises(Forbidden):
            services.edit(kept, Said(score=1), actor=stranger, now=clock.now())
    services.hide(kept, actor=SYSTEM, now=clock.now(), note="写了邻居的名字。")
    with pytest.raises(EditingIsOver):
        services.edit(kept, Said(score=1), actor=actor_for(kept.author), now=clock.now())
    assert Standing.objects.get(kind="enterprise", number=kept.enterprise_id).count == 0


def test_the_family_is_asked_when_the_work_is_confirmed_and_reminded_once() -> None:
    row, other = finished(), finished()
    for one in (row, other):
        publish(BOOKING_COMPLETED, key=f"booking:{one.pk}", booking_id=one.pk)
    drain_all()
    asked = Notice.objects.filter(user=row.customer, url=address(row))
    assert asked.count() == 1 and "做得怎么样" in asked[0].title
    rate(other)
    later = clock.now() + timedelta(hours=25)
    assert services.remind_due(actor=SYSTEM, now=clock.now()) == 0
    assert services.remind_due(actor=SYSTEM, now=later) == 1
    assert services.remind_due(actor=SYSTEM, now=later + timedelta(days=3)) == 0
    assert asked.count() == 2


def test_of_several_who_came_the_one_who_led_is_rated():
    kind = service("cleaning-spring")
    order = finished(make_offer(workers=2, service_type=kind, unit=unit("元/次"), price_fen=88_000, rule={"instant": True}))
    visit = order.visits.get()
    crew = set(visit.assignments.filter(status="fixed").values_list("worker_id", flat=True))
    assert len(crew) == 2
    for leader in sorted(crew):
        Visit.objects.filter(pk=visit.pk).update(leader_id=leader)
        assert who_came(order).pk == leader
    assert rate(order).worker_id == max(crew)

"""What everybody sees, on pages and over the API; stored pages that are never stale (RAT-03, X-TR-04)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from home.models import HomePage
from marketplace.ratings import services
from marketplace.ratings.models import Rating
from marketplace.ratings.services import Said
from tests.marketplace.bookings.factories import make_offer
from tests.marketplace.factories import SYSTEM, picture
from tests.marketplace.ratings.factories import WORDS, finished, rate
from tests.members.factories import actor_for, make_user

pytestmark = pytest.mark.django_db
API = "/api/v1/ratings/"


def text_of(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.mark.req("RAT-03")
def test_text_score_and_sub_scores_are_given_and_shown() -> None:
    order = finished()
    client = Client()
    client.force_login(order.customer)
    fields = {"score": "4", "punctual": "3", "skill": "5", "attitude": "4", "price": "2", "text": WORDS}
    assert client.post(f"/my/orders/{order.number}/rate/", fields).status_code == 302
    kept = Rating.objects.get()
    page = text_of(f"/ratings/{kept.pk}/")
    assert 'aria-label="4 星，不错"' in page and WORDS in page
    for part in ("准时 3", "手艺 5", "态度 4", "价钱 2"):
        assert part in page


def test_the_pages_of_all_who_are_rated_show_it_at_once_and_lose_it_at_once() -> None:
    place = make_offer()
    addresses = [place.get_absolute_url(), place.enterprise.get_absolute_url(), place.enterprise.workers.get().get_absolute_url()]
    for address in addresses:
        assert WORDS not in text_of(address) and WORDS not in text_of(address)
    kept = rate(finished(place), score=4)
    for address in addresses:
        page = text_of(address)
        assert WORDS in page and "订单已核实" in page and "评价还少，1 条" in page, address
        assert "陈敏" not in page and "朝阳 陈**" in page
    services.edit(kept, Said(score=3, text="改了主意，窗框没擦。"), actor=actor_for(kept.author), now=clock.now())
    assert all("窗框没擦" in text_of(address) and WORDS not in text_of(address) for address in addresses)
    services.hide(kept, actor=SYSTEM, now=clock.now(), note="重复。")
    assert all("窗框没擦" not in text_of(address) for address in addresses)


def test_many_ratings_show_an_average_a_histogram_and_the_rest_on_a_page_of_their_own() -> None:
    place = make_offer(workers=2)
    for number in range(13):
        rate(finished(place), score=5 if number < 12 else 1, text=f"第 {number} 次请他们来，窗槽都擦到了。" if number else "", anonymous=number == 12)
    page = text_of(place.get_absolute_url())
    assert "4.7" in page and "看全部 13 条评价" in page and page.count('class="review"') == 3
    whole = text_of(f"/ratings/listing/{place.pk}/")
    assert whole.count('class="review"') == 10 and "朝阳的一户人家" in whole and "再看 10 条" in whole
    cursor = Rating.objects.order_by("-pk")[9].pk
    assert text_of(f"/ratings/listing/{place.pk}/?cursor={cursor}").count('class="review"') == 3
    with CaptureQueriesContext(connection) as few:
        text_of(f"/ratings/listing/{place.pk}/?cursor={Rating.objects.order_by('pk')[2].pk}")
    with CaptureQueriesContext(connection) as many:
        text_of(f"/ratings/listing/{place.pk}/?cursor={2**62}")
    assert len(many) <= len(few) + 1
    for missing in ("/ratings/listing/999999/", "/ratings/family/1/", "/ratings/999999/", f"/ratings/article/{place.pk}/"):
        assert Client().get(missing).status_code == 404
    place.state = "hidden"
    place.save(update_fields=["state"])
    assert Client().get(f"/ratings/listing/{place.pk}/?cursor=5").status_code == 404


def test_photos_are_shown_small_and_lead_to_the_large_one() -> None:
    kept = rate(photos=(picture("窗.png"),))
    page = text_of(f"/ratings/{kept.pk}/")
    assert "评价的照片，第 1 张" in page and page.count("/media/") >= 2


def test_the_api_lists_gives_changes_and_answers() -> None:
    order = finished()
    family, boss, stranger = Client(), Client(), Client()
    family.force_login(order.customer)
    boss.force_login(order.enterprise.applicant)
    stranger.force_login(make_user())
    said = {"booking": order.number, "score": 4, "punctual": 5, "text": WORDS}
    assert stranger.post(API, said, content_type="application/json").status_code == 404
    assert family.post(API, {**said, "score": 6}, content_type="application/json").status_code == 400
    made = family.post(API, said, content_type="application/json", headers={"Idempotency-Key": "rating-one"})
    again = family.post(API, said, content_type="application/json", headers={"Idempotency-Key": "rating-one"})
    assert made.status_code == again.status_code == 201 and made.json() == again.json()
    assert family.post(API, said, content_type="application/json").json()["code"] == "already_rated"
    number = made.json()["id"]
    one = f"{API}{number}/"
    assert stranger.get(one).json()["verified"] is True
    changed = {"score": 3, "text": "窗槽没擦。"}
    assert stranger.put(one, changed, content_type="application/json").status_code == 403
    assert family.put(one, changed, content_type="application/json").json()["score"] == 3
    assert stranger.post(f"{one}reply/", {"text": "我来回。"}, content_type="application/json").status_code == 403
    assert boss.post(f"{one}reply/", {"text": "下次带长杆来。"}, content_type="application/json").status_code == 201
    listed = stranger.get(f"{API}enterprise/{order.enterprise_id}/").json()
    assert (listed["count"], listed["next"], listed["standing"]["histogram"]["3"]) == (1, None, 1)
    assert listed["items"][0]["reply"]["text"] == "下次带长杆来。"
    assert [stranger.get(API + bad).status_code for bad in ("family/1/", "listing/999999/", "listing/1/?nope=1", f"listing/{order.listing_id}/?cursor=x")] == [
        404,
        404,
        400,
        400,
    ]
    services.hide(Rating.objects.get(), actor=SYSTEM, now=clock.now(), note="重复。")
    assert stranger.get(one).status_code == family.get(one).status_code == 404
    late = clock.now() - timedelta(days=30)
    Rating.objects.update(created_at=late, state="published")
    assert family.put(one, changed, content_type="application/json").json()["code"] == "editing_is_over"


def test_an_editor_puts_ratings_on_the_front_page_and_what_is_taken_down_is_gone_from_it() -> None:
    first, second = rate(score=5, text="窗槽都擦到了，水渍也收干净了。"), rate(score=4, text="衬衫领口压得平。")
    page = HomePage.objects.get()
    page.body = [{"type": "ratings", "value": {"heading": "做完的人怎么说", "note": "", "ratings": [second.pk, first.pk]}}]
    page.save_revision().publish()
    shown = text_of("/")
    assert shown.index("衬衫领口压得平") < shown.index("窗槽都擦到了") and text_of("/").count('class="review"') == 2
    services.hide(second, actor=SYSTEM, now=clock.now(), note="重复。")
    assert "衬衫领口压得平" not in text_of("/") and "窗槽都擦到了" in text_of("/")

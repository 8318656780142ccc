"""The family's own way to somebody who comes at once: found by everybody, placed on a page or through the API, photos for whoever is asked."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.media.models import PrivateFile
from dispatch.matching.models import Offer
from dispatch.urgent import services
from dispatch.urgent.models import Incident, UrgentOrder
from marketplace.bookings import services as bookings
from marketplace.bookings.models import Booking
from members.models import User
from tests.core.media.files import pdf
from tests.dispatch.urgent.factories import asked, fresh, handed_over, incident, offers, on_call, searching
from tests.dispatch.urgent.test_calls import FORM, client_of, worker_client
from tests.marketplace.bookings.factories import make_offer, worker_of
from tests.marketplace.factories import district, picture
from tests.members.factories import actor_for, make_staff, make_user

pytestmark = pytest.mark.django_db
SAID = {
    "incident": "burst-pipe",
    "what": "厨房水管接头崩了。",
    "district": "110105",
    "address": "望京西园四区 12 号楼 501",
    "name": "陈女士",
    "phone": "13800000102",
}
CALLS = "/api/v1/urgent/"


def said(client: Client, path: str, body: dict | None = None, *, key: str = "", status: int = 200) -> dict:
    """A call of the API, and that it was answered so."""
    headers = {"Idempotency-Key": key} if key else {}
    answer = client.get(path) if body is None else client.post(path, body, content_type="application/json", headers=headers)
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def actions(answer: dict) -> set[str]:
    return {one["action"] for one in answer["actions"]}


def test_from_the_need_to_the_door_through_the_api():
    """Price first, then somebody is asked, the first who says yes has it, and the family reads where he is; each answer names what may be done next."""
    plumber, second = on_call(1.0), on_call(2.0)
    me = client_of(make_user())
    kinds = said(Client(), reverse("api-urgent-incidents"))["items"]
    assert [one["visit_yuan"] for one in kinds if one["code"] == "burst-pipe"] == ["80.00"]
    first = said(me, CALLS, SAID, key="phone-0001", status=201)
    assert said(me, CALLS, SAID, key="phone-0001", status=201) == first and UrgentOrder.objects.count() == 1
    assert said(me, CALLS, SAID | {"incident": "power-cut"}, key="phone-0001", status=422)["code"] == "key_used_otherwise"
    row, one = UrgentOrder.objects.get(), f"{CALLS}{first['number']}/"
    assert (first["stage"], actions(first), first["asked"]) == ("quoted", {"agree", "cancel"}, 0) and Offer.objects.count() == 0
    assert sum(Decimal(line["yuan"]) for line in first["lines"]) == Decimal(first["total_yuan"]) == Decimal(row.total_fen) / 100
    assert said(me, f"{one}agree/", {"total_yuan": "1.00"}, status=409)["code"] == "total_changed"
    assert said(me, f"{one}agree/", {}, status=400)["fields"]["total_yuan"] and Offer.objects.count() == 0
    going = said(me, f"{one}agree/", {"total_yuan": first["total_yuan"]}, key="phone-0002")
    assert (going["stage"], actions(going), going["asked"]) == ("offering", {"cancel"}, 2)
    assert said(me, CALLS, SAID, status=409)["code"] == "already_calling"
    worker, other = worker_client(plumber), worker_client(second)
    [mine] = said(worker, reverse("api-urgent-offers"))["items"]
    assert mine["actions"] == ["accept", "decline"] and mine["total_yuan"] == first["total_yuan"] and "望京西园" not in str(mine)
    [late] = said(other, reverse("api-urgent-offers"))["items"]
    accept = reverse("api-urgent-offer-act", args=[mine["id"], "accept"])
    assert said(other, accept, {}, status=404) and said(worker, accept[:-8] + "dance/", {}, status=404)
    taken = said(worker, accept, {}, key="phone-0003")
    assert said(worker, accept, {}, key="phone-0003") == taken and (taken["state"], taken["actions"]) == ("accepted", [])
    assert said(other, reverse("api-urgent-offer-act", args=[late["id"], "accept"]), {}, status=409)["code"] == "offer_is_over"
    order = Booking.objects.with_names().get(number=taken["booking"])
    done = said(me, one)
    assert (done["stage"], done["booking"], done["booking_state"], actions(done)) == ("taken", order.number, "assigned", set())
    bookings.set_out(order, actor=worker_of(order), now=clock.now())
    assert said(me, one)["booking_state"] == "on_the_way"
    page = me.get(fresh(row).get_absolute_url()).content.decode()
    assert "在来的路上" in page and "赵师傅接了" in page and order.get_absolute_url() in page
    assert said(me, f"{one}cancel/", {}, status=409) and Booking.objects.count() == 1


def test_what_is_wrong_with_it_is_said_and_nothing_is_written():
    family, stranger = client_of(make_user()), client_of(make_user())
    wrong = [
        ({"incident": "alien-landing"}, "incident"),
        ({"district": "nowhere"}, "district"),
        ({"phone": "12"}, "phone"),
        ({"address": ""}, "address"),
        ({"what": "打我电话 13800000999"}, "needs"),
        ({"lat": 39.9}, "lng"),
        ({"lat": 399, "lng": 1}, "lat"),
        ({"name": "x" * 21}, "name"),
    ]
    for change, field in wrong:
        problem = said(family, CALLS, {**SAID, **change}, status=400)
        assert field in problem["fields"], (change, problem)
    unproven = make_user()
    User.objects.filter(pk=unproven.pk).update(phone=None)
    assert said(Client(), CALLS, SAID, status=401) and said(client_of(unproven), CALLS, SAID, status=403)
    Incident.objects.filter(code="burst-pipe").update(active=False)
    assert "incident" in said(family, CALLS, SAID, status=400)["fields"]
    assert UrgentOrder.objects.count() == 0
    Incident.objects.filter(code="burst-pipe").update(active=True)
    row = asked()
    for path, body in ((f"{CALLS}{row.number}/", None), (f"{CALLS}{row.number}/agree/", {"total_yuan": "130.00"}), (f"{CALLS}{row.number}/cancel/", {})):
        assert said(stranger, path, body, status=404)
    mine = client_of(row.customer)
    assert said(mine, f"{CALLS}{row.number}/give_up/", {}, status=404) and said(mine, f"{CALLS}?state=lost", status=400)
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=False):
        over = said(mine, f"{CALLS}{row.number}/")
        assert (over["stage"], over["actions"]) == ("expired", [])
        assert said(mine, f"{CALLS}{row.number}/agree/", {"total_yuan": over["total_yuan"]}, status=409)["code"] == "price_is_over"
    assert Offer.objects.count() == 0


def test_a_list_asks_the_same_however_long_it_is_and_says_why_it_failed():
    row = handed_over()
    services.give_up(row, actor=actor_for(make_staff("dispatcher")), now=clock.now(), note="附近的师傅都在外面。")
    me = client_of(row.customer)
    assert said(me, f"{CALLS}{row.number}/")["note"] == "附近的师傅都在外面。"
    counts = []
    for _ in range(2):
        asked(row.customer)
        with CaptureQueriesContext(connection) as queries:
            page = said(me, CALLS)
        counts.append(len(queries))
    assert page["count"] == 3 and counts[0] == counts[1] and [one["stage"] for one in page["items"]] == ["quoted", "expired", "failed"]
    assert said(me, f"{CALLS}?page_size=1")["next"]


def test_photos_are_seen_by_whoever_is_asked_and_by_nobody_else():
    plumber, stranger = on_call(1.0), on_call(60.0)
    me, form = client_of(make_user()), {**FORM, "incident": incident().pk, "district": district().pk}
    too_many = me.post(reverse("urgent:new"), {**form, "photos": [picture(f"{n}.png") for n in range(4)]})
    assert too_many.status_code == 400 and "最多 3 张照片" in too_many.content.decode() and PrivateFile.objects.count() == 0
    me.post(reverse("urgent:new"), {**form, "photos": [picture("a.png"), picture("b.png")]})
    row = UrgentOrder.objects.get()
    photo = reverse("urgent:photo", args=[row.number, 2])
    assert len(row.photos) == 2 and photo in me.get(row.get_absolute_url()).content.decode()
    assert worker_client(plumber).get(photo).status_code == 404, "nobody is asked yet"
    me.post(reverse("urgent:act", args=[row.number, "agree"]), {"total_fen": row.total_fen})
    answer = worker_client(plumber).get(photo)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("image/") and "no-store" in answer["Cache-Control"]
    assert photo in said(worker_client(plumber), reverse("api-urgent-offers"))["items"][0]["photos"]
    assert photo in worker_client(plumber).get(reverse("urgent:offers")).content.decode()
    assert client_of(make_staff("dispatcher")).get(photo).status_code == 200
    for nobody in (worker_client(stranger), client_of(make_user())):
        assert nobody.get(photo).status_code == 404
    assert me.get(reverse("urgent:photo", args=[row.number, 3])).status_code == 404
    services.decline_offer(offers(row)[0], actor=actor_for(plumber.user), now=clock.now())
    assert worker_client(plumber).get(photo).status_code == 404, "whoever has said no has no more to do with it"


def test_photos_come_through_the_api_with_the_rest_of_it():
    me = client_of(make_user())
    wrong = [
        [picture(f"{n}.png") for n in range(4)],
        [SimpleUploadedFile("a.png", b"no picture", "image/png")],
        [SimpleUploadedFile("a.pdf", pdf(), "application/pdf")],
    ]
    for files in wrong:
        refused = me.post(CALLS, {**SAID, "photos": files})
        assert refused.status_code == 400 and list(refused.json()["fields"]) == ["photos"], refused.content.decode()
    named = me.post(CALLS, {**SAID, "photos": ["a.png"]}, content_type="application/json").json()["fields"]
    assert [name.partition(".")[0] for name in named] == ["photos"]
    assert not UrgentOrder.objects.exists() and PrivateFile.objects.count() == 0
    first, again = (me.post(CALLS, {**SAID, "photos": [picture("a.png"), picture("b.png")]}, headers={"Idempotency-Key": "phone-0009"}) for _ in range(2))
    assert (first.status_code, first.json()["photos"], again.content) == (201, 2, first.content)
    row = UrgentOrder.objects.get()
    assert me.get(reverse("urgent:photo", args=[row.number, 2])).status_code == 200 and PrivateFile.objects.count() == 2


def test_a_family_finds_it_where_it_looks():
    """The public page, the service of the kind, the empty search, one's orders; in English, too."""
    page = Client().get(reverse("urgent:about")).content.decode()
    assert "水管爆了，漏水" in page and "130.00 元起" in page and f"{reverse('urgent:new')}?incident=burst-pipe" in page
    english = Client().get(f"/en{reverse('urgent:about')}").content.decode()
    assert "Burst pipe, water leaking" in english and "from 130.00 yuan" in english
    Incident.objects.filter(code="burst-pipe").update(name="水管爆裂")
    row = Incident.objects.get(code="burst-pipe")
    fields = {name: getattr(row, name) for name in ("name", "code", "service_type", "first_aid", "visit_fen", "urgent_fen", "minutes", "position", "active")}
    services.save_incident(row, steps=["问清总阀"], actor=actor_for(make_staff("leader")), now=clock.now(), **fields | {"visit_fen": 9000})
    assert "140.00 元起" in Client().get(reverse("urgent:about")).content.decode(), "stored bytes are never stale"
    repair, cleaning = make_offer(service_type=incident().service_type), make_offer()
    assert reverse("urgent:about") in Client().get(repair.get_absolute_url()).content.decode()
    assert "等不了" not in Client().get(cleaning.get_absolute_url()).content.decode()
    call = searching()
    me = client_of(call.customer)
    orders = me.get(reverse("bookings:mine")).content.decode()
    assert call.get_absolute_url() in orders and reverse("urgent:new") in orders
    chosen = client_of(make_user()).get(f"{reverse('urgent:new')}?incident=burst-pipe").content.decode()
    assert f'value="{incident().pk}" checked' in chosen
    nothing = Client().get(f"{reverse('search:results')}?q=zzqqxx").content.decode()
    assert reverse("urgent:about") in nothing

"""The API of redos: until when, asking once with photos, what the provider says, what the centre decides (AFT-06)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marketplace.bookings.models import Booking
from marketplace.warranty.models import Redo
from tests.marketplace.bookings.factories import make_offer
from tests.marketplace.factories import picture
from tests.marketplace.ratings.factories import finished
from tests.marketplace.warranty.factories import redo_of
from tests.members.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
API = "/api/v1/"


def as_user(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def act(client: Client, row: dict, action: str, note: str):
    return client.post(f"{API}redos/{row['booking']}/{action}/", {"note": note}, content_type="application/json")


def test_a_redo_is_asked_for_objected_to_and_decided():
    order = finished()
    family, firm, centre = as_user(order.customer), as_user(order.enterprise.applicant), as_user(make_staff("quality"))
    warranty = family.get(f"{API}warranties/{order.number}/").json()
    assert warranty["until"] and warranty["starts"] and warranty["redo"] is None
    assert as_user(make_user()).get(f"{API}warranties/{order.number}/").status_code == 404
    said = {"booking": order.number, "start": warranty["starts"][-1], "reason": "窗槽里还是黑的。"}
    bare = family.post(f"{API}redos/", said)
    assert bare.status_code == 400 and "photos" in bare.json()["fields"], "a photo is needed"
    first, again = (family.post(f"{API}redos/", {**said, "photos": [picture()]}, headers={"Idempotency-Key": "redo-0001"}) for _ in range(2))
    assert first.status_code == 201 and first.content == again.content and Redo.objects.count() == 1
    row = first.json()
    free = Booking.objects.get(number=row["booking"])
    assert (free.state, free.total_fen, row["first"], row["photos"], row["actions"]) == ("assigned", 0, order.number, 1, [])
    assert family.get(f"{API}warranties/{order.number}/").json()["redo"] == free.number
    assert family.post(f"{API}redos/", {**said, "photos": [picture()]}).json()["code"] == "redo_open"
    assert family.get(f"{API}redos/").json()["count"] == 1 == firm.get(f"{API}redos/").json()["count"]
    assert [one["action"] for one in firm.get(f"{API}redos/{free.number}/").json()["actions"]] == ["object"]
    assert act(family, row, "object", "我不同意。").status_code == 403
    assert act(firm, row, "object", "那天家里验收过，照片里看得到。").json()["state"] == "objected"
    assert act(firm, row, "refuse", "不返工。").status_code == 403
    assert [one["action"] for one in centre.get(f"{API}redos/{free.number}/").json()["actions"]] == ["uphold", "refuse"]
    decided = act(centre, row, "refuse", "是新弄脏的。").json()
    assert (decided["state"], decided["finding"], decided["actions"]) == ("refused", "是新弄脏的。", [])
    assert Booking.objects.get(pk=free.pk).state == "cancelled"
    assert act(centre, row, "uphold", "再看一次。").status_code == 409


def test_the_list_asks_no_more_for_more_redos():
    person, offer = make_user(), make_offer(workers=3)
    me, counts = as_user(person), []
    for more in (1, 3):
        for _ in range(more):
            redo_of(finished(offer, customer=person))
        me.get(f"{API}redos/")
        with CaptureQueriesContext(connection) as asked:
            answer = me.get(f"{API}redos/").json()
        counts.append(len(asked))
    assert answer["count"] == 4 and counts[0] == counts[1]

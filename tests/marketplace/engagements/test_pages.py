"""The pages of engagements: one story from the offer to the last day, and what others see of it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.access import system_actor
from core.outbox.testing import drain_all
from marketplace.bookings import services as bookings
from marketplace.engagements import services
from marketplace.engagements.models import CareEntry, Contract, Engagement, HomeAssessment
from marketplace.workers.models import Paper
from members.models import User
from notifications.models import Notice
from tests.marketplace.bookings.factories import make_hold, make_offer, make_order, make_worker, put_at, service, worker_of
from tests.marketplace.engagements.factories import (
    PRICE,
    days_from_now,
    fresh,
    make_active,
    make_ask,
    make_begun,
    make_chosen,
    make_long_offer,
    make_nurse,
    make_signed,
    make_signing,
    noon,
    nurse_of,
    propose_all,
    stay,
)
from tests.marketplace.factories import picture
from tests.members.factories import actor_for, make_staff, make_user, put_on_duty

pytestmark = pytest.mark.django_db
SYSTEM = system_actor()


def page_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def asked(listing_url: str, client: Client, **fields) -> Engagement:
    body = {
        "starts_on": str(days_from_now(40)),
        "units": 1,
        "district": str(fields.pop("district")),
        "address": "望京西园四区 12 号楼 3 单元 501",
        "name": "陈女士",
        "phone": "13800000102",
        "needs": "头胎，家里有只猫。",
        **fields,
    }
    answer = client.post(listing_url, body)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return Engagement.objects.get(number=answer.url.split("/")[-2])


def hidden(text: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]+)"', text).group(1)


@pytest.mark.req("BKG-06")
@pytest.mark.req("BKG-09")
@pytest.mark.req("BKG-15")
@pytest.mark.req("WRK-06")
def test_a_nurse_is_asked_for_assessed_chosen_signed_for_tried_and_kept():
    offer, family = make_long_offer(people=2), make_user()
    owner, mine = page_of(offer.enterprise.applicant), page_of(family)
    assert reverse("engagements:ask", args=[offer.pk]) in Client().get(offer.get_absolute_url()).content.decode()
    row = asked(reverse("engagements:ask", args=[offer.pk]), mine, district=offer.district_id)
    own_page = reverse("engagements:engagement", args=[row.number])
    firm_page, firm_act = reverse("engagements:enterprise-engagement", args=[row.number]), "engagements:enterprise-act"

    # Somebody comes to see, with a form of the category.
    wanted = timezone.localtime(clock.now() + timedelta(days=3)).replace(hour=10, minute=0)
    mine.post(reverse("engagements:act", args=[row.number, "assess"]), {"wanted_at": f"{wanted:%Y-%m-%dT%H:%M}", "fee_fen": 0})
    look = HomeAssessment.objects.get()
    looking = reverse("engagements:assessment", args=[look.pk])
    assessor = make_worker(enterprise=offer.enterprise, skills=(service(),), called="赵姐")
    owner.post(reverse("engagements:assessment-act", args=[look.pk, "plan"]), {"worker": assessor.pk, "starts_at": f"{wanted:%Y-%m-%dT%H:%M}"})
    assert "赵姐" in mine.get(looking).content.decode()
    said = {"answer_birth": "剖宫产", "answer_feeding": "母乳", "answer_babies": "1", "answer_room": "书房有单人床", "answer_pets": "有"}
    done = owner.post(looking, {**said, "outcome": "适合请一位有剖宫产护理经验的。", "photos": [picture()]})
    assert done.status_code == 302
    text = mine.get(looking).content.decode()
    assert "剖宫产护理经验" in text and "书房有单人床" in text
    photo = re.search(r'src="(/assessments/[^"]+)"', text).group(1)
    assert mine.get(photo).headers["Content-Type"].startswith("image/") and page_of(make_user()).get(photo).status_code == 404

    # A suitable person is proposed after it; the family sees who, and what is proven of her.
    for worker in offer.enterprise.workers.filter(lives_in=True):
        proposed = owner.post(reverse(firm_act, args=[row.number, "propose"]), {"worker": worker.pk, "price": "15600", "note": "带过剖宫产的妈妈。"})
        assert proposed.url == firm_page
    text = mine.get(own_page).content.decode()
    assert "2 位可以来" in text and "居民身份证</b> 已核验" in text and "岗前培训合格证" in text and "母婴护理员证" in text
    chosen = row.candidates.order_by("-pk").first()
    mine.post(reverse("engagements:act", args=[row.number, "choose"]), {"candidate": chosen.pk})

    # The price, the contract, the code.
    owner.post(reverse(firm_act, args=[row.number, "requote"]), {"price": "15000", "note": "按上门评估，房子不大。"})
    text = mine.get(own_page).content.decode()
    assert "15,000.00" in text and "按上门评估" in text and row.enterprise.legal_name in text
    assert fresh(row).quotes.get(version=2).inputs["assessment"] == look.pk, "the assessment leads to the quote"
    mine.post(reverse("engagements:act", args=[row.number, "agree"]), {"total_fen": hidden(text, "total_fen")})
    for client in (mine, owner):
        contract = Contract.objects.get()
        paper = reverse("engagements:contract", args=[contract.pk])
        client.post(reverse("engagements:sign", args=[contract.pk]), {"digest": hidden(client.get(paper).content.decode(), "digest")})
    row = fresh(row)
    assert row.state == "signed" and "上岗码" in mine.get(own_page).content.decode()
    assert row.code not in owner.get(firm_page).content.decode()

    # The child comes four days early; three days later she is kept.
    with time_machine.travel(noon(row.starts_on - timedelta(days=4))):
        page_of(owner_user(row)).post(reverse(firm_act, args=[row.number, "begin"]), {"code": row.code})
        assert fresh(row).state == "trial"
        page_of(family).post(reverse("engagements:act", args=[row.number, "keep"]))
    row = fresh(row)
    services.turn_days(actor=SYSTEM, now=noon(row.ends_on))
    assert fresh(row).state == "done" and sum(row.dues.values_list("fen", flat=True)) == 1_500_000
    assert "15,000.00" in mine.get(own_page).content.decode()


def owner_user(row: Engagement) -> User:
    return row.enterprise.applicant


@pytest.mark.req("BKG-22")
def test_a_contract_of_an_engagement_and_of_an_hourly_order_is_versioned_and_accepted_by_both():
    signing = make_signing()
    contract, family, owner = Contract.objects.get(), page_of(signing.customer), page_of(signing.enterprise.applicant)
    text = family.get(reverse("engagements:contract", args=[contract.pk])).content.decode()
    for words in ("服务范围", "服务费用", "服务期限", "服务方式", signing.enterprise.legal_name, "15,600.00"):
        assert words in text
    for client in (family, owner):
        client.post(reverse("engagements:sign", args=[contract.pk]), {"digest": contract.digest})
    text = family.get(reverse("engagements:contract", args=[contract.pk])).content.decode()
    assert text.count("网上点的") == 2 and f"{timezone.localtime(clock.now()):%Y-%m-%d}" in text
    pdf = family.get(reverse("engagements:contract-paper", args=[contract.pk]))
    assert pdf.content.startswith(b"%PDF-") and pdf.headers["Content-Type"] == "application/pdf"

    order = put_at(make_order(), clock.now().replace(second=0, microsecond=0) + timedelta(hours=1))
    mine, theirs, nurse = page_of(order.customer), page_of(order.enterprise.applicant), worker_of(order)
    made = mine.post(reverse("engagements:order-contract", args=[order.number]))
    contract = Contract.objects.get(booking=order)
    assert made.url == reverse("engagements:contract", args=[contract.pk]) and "120.00" in mine.get(made.url).content.decode()
    going = page_of(User.objects.get(pk=nurse.user_id))
    going.post(reverse("bookings:visit-act", args=[order.number, "set-out"]))
    order.refresh_from_db()
    assert order.state == "assigned", "nothing starts before both have accepted it"
    for client in (mine, theirs):
        client.post(reverse("engagements:sign", args=[contract.pk]), {"digest": contract.digest})
    going.post(reverse("bookings:visit-act", args=[order.number, "set-out"]))
    order.refresh_from_db()
    assert order.state == "on_the_way"


def test_ending_shows_the_fee_of_the_day_that_is_picked_and_asks_for_it():
    row = make_active()
    family, page = row.customer, reverse("engagements:ending", args=[row.number])
    with time_machine.travel(noon(row.starts_on + timedelta(days=9))):
        client = page_of(family)
        text = client.get(page, {"day": str(row.starts_on + timedelta(days=11))}).content.decode()
        assert "要付" in text and "3,000.00" in text
        client.post(reverse("engagements:act", args=[row.number, "end"]), {"last_day": hidden(text, "last_day"), "fee_fen": hidden(text, "fee_fen")})
    assert (fresh(row).state, fresh(row).ends_on) == ("ending", row.starts_on + timedelta(days=12))


def test_of_everybody_is_answered_on_the_workers_pages_too():
    row = make_ask(open_to_all=True)
    person = put_on_duty(make_user(name="李姐"), "worker")
    make_nurse(None, user=person, called="李姐")
    client = page_of(person)
    listing = client.get(reverse("engagements:worker-engagements")).content.decode()
    assert row.title in listing
    text = client.get(reverse("engagements:worker-engagement", args=[row.number])).content.decode()
    assert "朝阳区" in text and "望京西园" not in text and "陈女士" not in text
    client.post(reverse("engagements:worker-act", args=[row.number, "propose"]), {"worker": person.worker.pk, "price": "13800"})
    family = page_of(row.customer)
    own_page = reverse("engagements:engagement", args=[row.number])
    assert "李姐" in family.get(own_page).content.decode()
    family.post(reverse("engagements:act", args=[row.number, "choose"]), {"candidate": row.candidates.get().pk})
    assert fresh(row).provider == person.worker


@pytest.mark.req("SVC-13")
def test_the_care_log_is_written_by_whoever_is_there_and_read_by_the_family():
    row = make_begun(make_long_offer(code="elder-daily-care"), first=days_from_now(3))
    nurse = User.objects.get(pk=nurse_of(row).user_id)
    log = reverse("engagements:worker-care", args=[row.number])
    with time_machine.travel(noon(row.starts_on)):
        writer = page_of(nurse)
        said = {"day": str(row.starts_on), "meals": "小米粥一碗", "medicine": "降压药一片", "mood": "good", "temperature": "36.5", "note": "下楼晒了太阳。"}
        assert writer.post(log, {**said, "photos": [picture()]}).status_code == 302
        assert writer.post(log, {"day": str(row.starts_on)}).status_code == 400, "something has to be said"
        text = page_of(row.customer).get(reverse("engagements:care", args=[row.number])).content.decode()
    assert all(words in text for words in ("小米粥一碗", "降压药一片", "挺好", "36.5 ℃", "下楼晒了太阳。"))
    photo = re.search(r'src="(/care/[^"]+)"', text).group(1)
    assert page_of(row.customer).get(photo).status_code == 200 and page_of(make_user()).get(photo).status_code == 404
    assert page_of(make_user()).get(reverse("engagements:care", args=[row.number])).status_code == 404
    leader = page_of(make_staff("leader"))
    assert leader.get(photo).status_code == 404, "nobody but the family and the provider"
    drain_all()
    assert Notice.objects.filter(user=row.customer, title__startswith="今天的照护记录").count() == 1
    entry = CareEntry.objects.get()
    with pytest.raises(Exception, match="engagements_careentry"):
        CareEntry.objects.filter(pk=entry.pk).update(note="改一改")


def test_the_care_log_of_a_visit_is_on_its_order():
    kind = service("infant-care")
    place = make_offer(service_type=kind, category=kind.category)
    order = put_at(make_order(place), clock.now().replace(second=0, microsecond=0) + timedelta(minutes=5))
    actor = worker_of(order)
    bookings.set_out(order, actor=actor, now=clock.now())
    bookings.arrive(order, actor=actor, now=clock.now(), code=order.visits.get().code)
    writer = page_of(User.objects.get(pk=actor.user_id))
    log = reverse("engagements:visit-care", args=[order.number])
    assert log in writer.get(reverse("bookings:visit", args=[order.number])).content.decode()
    writer.post(log, {"day": str(timezone.localdate(clock.now())), "meals": "奶 120 毫升"})
    assert "奶 120 毫升" in page_of(order.customer).get(reverse("engagements:order-care", args=[order.number])).content.decode()


@pytest.mark.req("SVC-29")
def test_what_a_home_always_wants_known_stands_on_every_order_as_it_was_then():
    family = make_user()
    client = page_of(family)
    client.post(reverse("bookings:home"), {"pets": "一只橘猫，怕生", "allergies": "对花生过敏", "taboos": "清真", "equipment": "有吸尘器"})
    order = make_order(customer=family)
    row = make_signed(customer=family)
    client.post(reverse("bookings:home"), {"pets": "猫送人了"})
    going = page_of(User.objects.get(pk=worker_of(order).user_id))
    pages = [
        client.get(reverse("bookings:order", args=[order.number])),
        page_of(order.enterprise.applicant).get(reverse("bookings:provider-order", args=[order.number])),
        going.get(reverse("bookings:visit", args=[order.number])),
        client.get(reverse("engagements:engagement", args=[row.number])),
        page_of(row.enterprise.applicant).get(reverse("engagements:enterprise-engagement", args=[row.number])),
        page_of(make_staff("dispatcher")).get(reverse("marketplace_booking", args=[order.number])),
    ]
    for page in pages:
        text = page.content.decode()
        assert all(words in text for words in ("一只橘猫，怕生", "对花生过敏", "清真", "有吸尘器")), page.request["PATH_INFO"]
    assert make_hold(customer=family).preferences == {"pets": "猫送人了"}


@pytest.mark.req("WRK-05")
def test_identity_and_background_are_asked_for_on_the_days_of_the_service_not_on_the_day_of_sign_up():
    offer = make_long_offer(people=1)
    nurse = offer.enterprise.workers.get()
    row = make_ask(offer)
    client = page_of(offer.enterprise.applicant)
    page = reverse("engagements:enterprise-engagement", args=[row.number])
    for kind in ("identity-card", "background-check"):
        paper = Paper.objects.filter(worker=nurse, kind__code=kind)
        paper.update(ends_on=row.starts_on + timedelta(days=5))
        assert nurse.is_public and "有证件在这段日子里到期" in client.get(page).content.decode()
        client.post(reverse("engagements:enterprise-act", args=[row.number, "propose"]), {"worker": nurse.pk, "price": "15600"})
        assert not row.candidates.exists()
        paper.update(ends_on=None)
    client.post(reverse("engagements:enterprise-act", args=[row.number, "propose"]), {"worker": nurse.pk, "price": "15600"})
    assert row.candidates.count() == 1


@pytest.mark.req("TRN-08")
@pytest.mark.req("TRN-09")
@pytest.mark.parametrize("kind", ["pre-job-training", "health-certificate", "maternity-matron"])
def test_without_training_health_or_the_trades_certificate_nobody_is_placed(kind):
    offer = make_long_offer(people=1)
    nurse = offer.enterprise.workers.get()
    row = make_ask(offer)
    client = page_of(offer.enterprise.applicant)
    proposing = reverse("engagements:enterprise-act", args=[row.number, "propose"])
    client.post(proposing, {"worker": nurse.pk, "price": "15600"})
    chosen = row.candidates.get()
    Paper.objects.filter(worker=nurse, kind__code=kind).update(ends_on=row.ends_on)
    page_of(row.customer).post(reverse("engagements:act", args=[row.number, "choose"]), {"candidate": chosen.pk})
    assert fresh(row).state == "asked", "what held when she was proposed does not hold any more"
    Paper.objects.filter(worker=nurse, kind__code=kind).delete()
    client.post(reverse("engagements:enterprise-act", args=[row.number, "take-back"]), {"candidate": chosen.pk})
    client.post(proposing, {"worker": nurse.pk, "price": "15600"})
    assert not row.candidates.filter(withdrawn_at=None).exists()


def test_other_peoples_engagements_look_missing():
    row, stranger, other = make_signed(), page_of(make_user()), page_of(make_long_offer().enterprise.applicant)
    contract = Contract.objects.get()
    for client in (stranger, other):
        for url in (
            reverse("engagements:engagement", args=[row.number]),
            reverse("engagements:ending", args=[row.number]),
            reverse("engagements:enterprise-engagement", args=[row.number]),
            reverse("engagements:contract", args=[contract.pk]),
            reverse("engagements:contract-paper", args=[contract.pk]),
        ):
            there, nowhere = client.get(url), client.get(url.replace(row.number, "L99999999999").replace(f"/{contract.pk}/", "/999999/"))
            assert (there.status_code, nowhere.status_code) == (404, 404)
            assert there.content == nowhere.content


def test_lists_ask_the_same_whatever_their_length():
    offer, family = make_long_offer(people=1), make_user()
    nurses = [make_nurse(offer.enterprise) for _ in range(5)]
    first = make_ask(offer, customer=family)
    propose_all(first)
    client = page_of(family)

    def asked_of(url: str, who: Client) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert who.get(url).status_code == 200
        return len(seen)

    page, mine = reverse("engagements:engagement", args=[first.number]), reverse("engagements:mine")
    owner = page_of(offer.enterprise.applicant)
    queue = reverse("engagements:enterprise-engagements")
    for url, who in ((page, client), (mine, client), (queue, owner)):
        asked_of(url, who)
    six, one_each = asked_of(page, client), (asked_of(mine, client), asked_of(queue, owner))
    few = make_ask(offer, customer=family, first=days_from_now(90))
    services.propose(few, worker_id=nurses[0].pk, unit_fen=PRICE, actor=actor_for(offer.enterprise.applicant), now=clock.now())
    assert asked_of(reverse("engagements:engagement", args=[few.number]), client) == six
    make_ask(offer, customer=family, first=days_from_now(130))
    assert (asked_of(mine, client), asked_of(queue, owner)) == one_each


def test_notices_go_to_each_side():
    row = make_chosen()
    services.agree(row, total_fen=row.quotes.get().total_fen, actor=actor_for(row.customer), now=clock.now())
    drain_all()
    assert Notice.objects.filter(user=row.customer, title__startswith="合同写好了").exists()
    assert Notice.objects.filter(user=row.enterprise.applicant, title__startswith="家里接受了价格").exists()
    assert stay(row).worker.called

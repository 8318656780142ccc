"""Where credit is read: the public page, the offers, the search, the provider's own page, the staff's list (CRE-01, CRE-07, CRE-10)."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.outbox.testing import drain_all
from core.schedule import load
from marketplace.credit.models import Record, Standing
from marketplace.credit.parameters import WEIGHTS
from marketplace.credit.states import Grade, Part
from marketplace.workers.services import open_code
from search.services import projection
from tests.core.parameters.factories import set_parameter
from tests.marketplace.bookings.factories import make_offer, make_worker
from tests.marketplace.credit.factories import asked, checked, count, few_are_enough, known, standing, visited
from tests.marketplace.factories import make_listing
from tests.marketplace.ratings.factories import finished, rate
from tests.marketplace.warranty.factories import redo_of
from tests.members.factories import actor_for, make_staff, make_user, put_on_duty

pytestmark = pytest.mark.django_db


def text_of(address: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def page_of(kind: str, number: int) -> str:
    return reverse("credit:about", args=[kind, number])


@pytest.mark.req("CRE-01")
@pytest.mark.req("CRE-02")
def test_the_public_page_says_grade_parts_with_weights_and_history():
    offer = make_offer()
    address = page_of("enterprise", offer.enterprise_id)
    assert "新入驻，记录不足" in text_of(address) and "满 20 条给等级" in text_of(address)
    orders = [finished(offer) for _ in range(3)]
    for order, score in zip(orders, (5, 5, 2), strict=True):
        rate(order, score=score)
        visited(order)
        asked(order, "good" if score == 5 else "bad")
    redo_of(orders[2])
    checked(offer, passed=True)
    few_are_enough()
    count()
    row, page = standing(offer), text_of(address)
    assert f"{row.score} 分，满分 100" in page and f"{row.grade} {Grade(row.grade).label}" in page
    for words in (
        "家里的评价",
        "3 条评价",
        "准时到场",
        "3 次上门",
        "回访满意",
        "3 次回访",
        "没有投诉",
        "3 单",
        "抽查合格",
        "1 次抽查",
        "及时答复",
        "还没有，按平常的算",
    ):
        assert words in page
    assert "等级变了" in page
    said = Client().get(reverse("api-credit", args=["enterprise", offer.enterprise_id])).json()
    assert (said["grade"], said["score"], said["facts"]) == (row.grade, row.score, row.facts)
    assert sum(part["weight"] for part in said["parts"]) == 100
    assert abs(sum(part["points"] for part in said["parts"]) - row.score) <= 0.8, "the parts add up to the score"
    assert len(said["history"]) == 1 and said["history"][0]["grade"] == row.grade
    rules = text_of(reverse("credit:rules"))
    assert all(part.label in rules for part in Part) and "35" in rules and "95 分起" in rules
    set_parameter(WEIGHTS[Part.RATINGS], 70)
    assert Client().get(reverse("api-credit", args=["enterprise", offer.enterprise_id])).json()["parts"][0]["weight"] == 52
    assert Client().get(page_of("listing", offer.pk)).status_code == Client().get(page_of("enterprise", 10**15)).status_code == 404


def hit(query: str, kind: str) -> dict:
    return next(item for item in Client().get("/api/v1/search/", {"q": query, "type": kind}).json()["items"])


@pytest.mark.req("CRE-10")
def test_grades_stand_on_offers_and_a_workers_only_while_he_agrees():
    few_are_enough()
    offer = known(5, 5, 5, title="擦玻璃，老师傅")
    grade = standing(offer).grade
    link = page_of("enterprise", offer.enterprise_id)
    for address in (offer.get_absolute_url(), offer.enterprise.get_absolute_url()):
        assert link in text_of(address) and f"{grade} {Grade(grade).label}" in text_of(address)
    projection.refresh("enterprise", [offer.enterprise_id or 0], now=clock.now())
    assert hit("擦玻璃", "listing").get("credit") == grade
    assert f"信用 {grade}" in text_of("/search/?q=擦玻璃")

    person = put_on_duty(make_user(name="刘姐"), "worker")
    worker = make_worker(user=person, called="刘姐")
    own = make_listing(author=person, side="offer", title="深度保洁，自己做")
    Standing.objects.create(kind="worker", number=worker.pk, score=96, grade="AAA", facts=30, counted_at=clock.now(), changed_at=clock.now())
    projection.refresh("listing", [own.pk], now=clock.now())
    projection.refresh("worker", [worker.pk], now=clock.now())
    drain_all()
    mine = page_of("worker", worker.pk)
    for agrees in (False, True, False):
        open_code(worker, wanted=agrees, actor=actor_for(person), now=clock.now())
        drain_all()
        assert Client().get(mine).status_code == (200 if agrees else 404)
        for address in (worker.get_absolute_url(), own.get_absolute_url()):
            assert (mine in text_of(address)) is agrees
        assert hit("深度保洁", "listing").get("credit") == hit("刘姐", "worker").get("credit") == ("AAA" if agrees else None)


@pytest.mark.req("CRE-07")
def test_each_month_is_assessed_once_and_the_line_is_never_edited():
    few_are_enough()
    offer, fresh = known(5, 5, 4), make_offer()
    today = timezone.localdate(clock.now())
    after = (today.replace(day=1) + timedelta(days=32)).replace(day=2)
    with time_machine.travel(clock.midnight(after)):
        rate(finished(offer, ended=clock.now()), score=1)
        count()
        load()["credit.assess"].run()
        load()["credit.assess"].run()
        lines = Record.objects.filter(reason="month", month=today.replace(day=1))
        row = lines.get(kind="enterprise", number=offer.enterprise_id)
        assert row.grade and row.facts == 6 and row.parts["ratings"] == {"total": 275, "count": 3, "share": row.parts["ratings"]["share"]}
        assert row.rules["weights"]["ratings"] == 35 and row.score > standing(offer).score, "what came after the month is not in it"
        assert lines.get(kind="enterprise", number=fresh.enterprise_id).grade == ""
        page = text_of(page_of("enterprise", offer.enterprise_id))
        assert f"{today.year}年{today.month}月 月度考核" in page and f"{row.score} 分" in page
    for change in (lambda: Record.objects.update(score=100), lambda: Record.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_provider_reads_what_pulls_it_down_and_what_to_do():
    few_are_enough()
    offer = known(1, 2)
    checked(offer, passed=False)
    count()
    owner, nobody = Client(), Client()
    owner.force_login(offer.enterprise.applicant)
    nobody.force_login(make_user())
    page = text_of(reverse("credit:enterprise"), owner)
    assert "看看低分的评价写了什么" in page and page.index("家里的评价</b>") < page.index("抽查合格</b>") and page_of("enterprise", offer.enterprise_id) in page
    assert "还没有加盟的企业" in text_of(reverse("credit:enterprise"), nobody)
    person = put_on_duty(make_user(), "worker", offer.enterprise.organisation)
    offer.enterprise.workers.update(user=person)
    client = Client()
    client.force_login(person)
    assert "家里看不到你的信用" in text_of(reverse("credit:worker"), client)


def test_staff_filter_by_grade_read_the_history_and_take_the_table_along():
    few_are_enough()
    good, bad = known(5, 5, 5, 5), known(1, 1, 1, 1)
    desk = Client()
    desk.force_login(make_staff("regulator"))
    index = reverse("marketplace_credit")
    shown = text_of(f"{index}?kind=enterprise&grade={standing(bad).grade}", desk)
    assert reverse("marketplace_credit_of", args=["enterprise", bad.enterprise_id]) in shown
    assert reverse("marketplace_credit_of", args=["enterprise", good.enterprise_id]) not in shown
    assert "等级变了" in text_of(reverse("marketplace_credit_of", args=["enterprise", bad.enterprise_id]), desk)
    table = list(csv.reader(io.StringIO(desk.get(reverse("marketplace_credit_sheet")).content.decode("utf-8-sig"))))
    lines = {line[1]: line for line in table[1:] if line[0] == "企业"}
    assert table[0][:5] == ["种类", "编号", "名称", "等级", "信用分"]
    assert lines[str(good.enterprise_id)][3:5] == [standing(good).grade, str(standing(good).score)]
    assert Client().get(index).status_code in (302, 403)


@pytest.mark.req("CRE-03")
def test_a_better_score_comes_first_among_equal_offers_and_the_answer_says_the_grade():
    few_are_enough()
    offers = [make_offer(title="擦玻璃，两面都擦"), make_offer(title="擦玻璃，两面都擦")]
    projection.refresh("listing", [one.pk for one in offers], now=clock.now())
    drain_all()

    def found() -> list[dict]:
        return Client().get("/api/v1/search/", {"q": "擦玻璃", "type": "listing"}).json()["items"]

    first, second = (next(one for one in offers if one.pk == item["id"]) for item in found())
    for _ in range(4):
        checked(first, passed=False)
        checked(second, passed=True)
    count()
    assert standing(first).score < standing(second).score
    assert [item["id"] for item in found()] == [second.pk, first.pk], "the spot checks alone have changed the order"
    assert f"信用 {standing(second).grade}" in found()[0]["why"]

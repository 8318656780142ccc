"""Optional intelligent functions: off until staff switch them on, said what they read, never silent; everything works without (SRC-09)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock, intelligence
from core.audit.models import AuditEntry
from core.errors import Unavailable
from core.outbox.testing import drain_all
from search import lexicon
from search.models import SearchDemand
from search.services import demand
from tests.cms.factories import article
from tests.dispatch.factories import make_enquiry_ticket, make_feedback
from tests.marketplace.factories import make_listing
from tests.members.factories import make_staff, make_user
from tests.search.conftest import Shelf
from tests.search.recommendations.factories import looked, switched_on, willing

pytestmark = pytest.mark.django_db
CODES = ["intake.draft_reply", "recommendation.personal", "search.intent"]
# Its signs stand in listings of drains, but nowhere all together.
TEXT = "水槽返水咕咚"


def signed_in(role: str) -> Client:
    """A browser of a member of staff."""
    client = Client()
    client.force_login(make_staff(role))
    return client


def ask(text: str, **query: str) -> dict[str, Any]:
    """One search by the API."""
    response = Client().get("/api/v1/search/", {"q": text, **query})
    assert response.status_code == 200, response.content
    return response.json()


@pytest.fixture
def drains(shelf: Shelf, counted: Callable[[], None]) -> Shelf:
    """Drains that gurgle, and something else."""
    known = lexicon.reload()
    code = known.code_of("category", "管道疏通") or ""
    path = tuple(part for part in (known.categories[code].parent, code) if part)
    for number in range(1, 5):
        shelf.add(number, f"管道疏通{number}号", body="水槽堵了、地漏返水，当天上门", categories=path, side="offer", price_fen=number * 1000)
    shelf.add(9, "月嫂", body="会做饭", categories=(known.code_of("category", "月嫂") or "",), side="offer")
    counted()
    return shelf


def switch(code: str, *, on: bool) -> None:
    """As staff do it on the screen of parameters."""
    form = {"value": "1" if on else "0", "starts_on": "", "reason": "试一个月看看"}
    assert signed_in("administrator").post(reverse("core_parameter", args=[f"intelligence.{code}"]), form).status_code == 302
    lexicon.reload()


def test_every_function_says_what_it_reads_and_is_off() -> None:
    assert [one.code for one in intelligence.functions()] == CODES
    screen = signed_in("administrator").get(reverse("core_parameters")).content.decode()
    for one in intelligence.functions():
        assert not one.on(clock.now()) and one.label in screen and one.reads in screen
        assert one.leaves == intelligence.NOTHING
    assert screen.count("什么也不出本机") == len(CODES)
    assert intelligence.ask("search.intent", now=clock.now(), text=TEXT) is None
    assert not intelligence.is_on("no.such", now=clock.now())


def test_staff_switch_one_with_a_reason_and_it_is_kept() -> None:
    switch("search.intent", on=True)
    assert intelligence.is_on("search.intent", now=clock.now()) and not intelligence.is_on("intake.draft_reply", now=clock.now())
    entry = AuditEntry.objects.filter(function="parameter.plan").latest("pk")
    assert (entry.detail["code"], entry.detail["before"], entry.detail["after"]) == ("intelligence.search.intent", False, True)
    assert entry.detail["reason"] == "试一个月看看"
    refused = signed_in("editor").post(reverse("core_parameter", args=["intelligence.search.intent"]), {"value": "0", "reason": "不想要了"})
    assert refused.status_code == 403


def test_a_guess_is_said_and_can_be_taken_away(drains: Shelf) -> None:
    assert (ask(TEXT)["count"], ask(TEXT)["items"]) == (0, [])
    switch("search.intent", on=True)
    body = ask(TEXT)
    assert sorted(item["id"] for item in body["items"]) == [1, 2, 3, 4] and body["next"] is None
    guess = body["understood"][-1]
    assert (guess["field"], guess["label"], guess["source"], guess["without"]) == ("category", "管道疏通", "guess", TEXT)
    assert not any("水槽" in item["why"] for item in body["items"])
    assert body["facets"] == ask(TEXT, guess="off")["facets"], "a click there goes on with the text"
    off = ask(TEXT, guess="off")
    assert (off["count"], off["items"], off["understood"][0]["source"]) == (0, [], "query")
    page = Client().get("/search/", {"q": TEXT}).content.decode()
    assert "猜你要找的是「管道疏通」" in page and "guess=off" in page and "去掉条件：猜的 管道疏通" in page
    assert "没找到合适的" in Client().get("/search/", {"q": TEXT, "guess": "off"}).content.decode()
    assert "You may be looking for" in Client().get("/en/search/", {"q": TEXT}).content.decode()
    assert Client().get("/api/v1/search/", {"q": TEXT, "guess": "on"}).status_code == 400


def test_a_guess_keeps_what_was_chosen_and_counts_as_nothing_found(drains: Shelf) -> None:
    switch("search.intent", on=True)
    demand.write_noted(now=clock.now())
    SearchDemand.objects.all().delete()
    assert sorted(item["id"] for item in ask(TEXT, price_max="20")["items"]) == [1, 2]
    assert ask(TEXT, side="request")["items"] == []
    assert ask(TEXT, category="月嫂")["items"] == [], "who has chosen a category is not overruled"
    demand.write_noted(now=clock.now())
    assert set(SearchDemand.objects.values_list("searches", "empty")) == {(2, 2), (1, 1)}


@pytest.mark.parametrize("text", ["量子纠缠仪", "！？", "qqzzxx", "月嫂", "马桶"])
def test_nothing_is_guessed_of_nonsense_and_of_what_is_found(drains: Shelf, text: str) -> None:
    before = ask(text)
    switch("search.intent", on=True)
    after = ask(text)
    assert {**after, "items": [item["id"] for item in after["items"]]} == {**before, "items": [item["id"] for item in before["items"]]}
    assert not any(one["source"] == "guess" for one in after["understood"])


def test_while_it_is_off_it_costs_no_query_and_on_one(drains: Shelf) -> None:
    ask(TEXT)
    with CaptureQueriesContext(connection) as off:
        ask(TEXT)
    switch("search.intent", on=True)
    ask(TEXT, guess="off")
    with CaptureQueriesContext(connection) as declined:
        ask(TEXT, guess="off")
    assert len(off) == len(declined)


def test_a_draft_is_marked_has_gaps_and_is_not_sent_as_it_is() -> None:
    page = article("保洁做得不干净怎么办")
    drain_all()
    lexicon.reload()
    row = make_feedback(kind="complaint", text="上周的保洁没做干净，玻璃也没擦", state="assigned")
    address, client = reverse("dispatch_feedback_item", args=[row.pk]), signed_in("quality")
    assert "起草一个答复" not in client.get(address).content.decode()
    assert "草稿，还没有发出" not in client.get(address, {"draft": "1"}).content.decode()
    switch("intake.draft_reply", on=True)
    assert "起草一个答复" in client.get(address).content.decode()
    shown = client.get(address, {"draft": "1"})
    text = next(one["note"] for one in shown.context["decisions"] if one["event"] == "answer")
    assert "草稿，还没有发出" in shown.content.decode() and "【待补：查到的情况】" in text and text.startswith("陈女士，您好：")
    assert page.title in text and len(text) < 500
    row.refresh_from_db()
    assert (row.state, row.reply) == ("assigned", "")
    decide = reverse("dispatch_feedback_item_decide", args=[row.pk, "answer"])
    refused = client.post(decide, {"note": text})
    assert refused.status_code == 400 and "待补" in refused.content.decode()
    assert client.post(decide, {"note": "陈女士，您好：今天已经重做了。"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "answered"


def test_each_kind_has_its_draft_and_who_may_not_answer_gets_none() -> None:
    switch("intake.draft_reply", on=True)
    quality = signed_in("quality")
    for kind, word in (("suggestion", "建议收到了"), ("correction", "指出来"), ("praise", "谢谢您的肯定")):
        address = reverse("dispatch_feedback_item", args=[make_feedback(kind=kind, state="assigned").pk])
        assert word in quality.get(address, {"draft": "1"}).content.decode()
    asked = make_enquiry_ticket(subject_kind="course", subject_title="高级月嫂班", state="assigned", text="周末班还有名额吗")
    shown = signed_in("operator").get(reverse("dispatch_enquiry", args=[asked.pk]), {"draft": "1"}).content.decode()
    assert "您问的「高级月嫂班」" in shown
    done = make_feedback(state="answered")
    assert "草稿，还没有发出" not in quality.get(reverse("dispatch_feedback_item", args=[done.pk]), {"draft": "1"}).content.decode()


def test_another_provider_says_what_it_sends_and_may_be_away(drains: Shelf) -> None:
    def away(**given: Any) -> str:
        raise Unavailable

    shipped = next(one for one in intelligence.functions() if one.code == "search.intent")
    switch("search.intent", on=True)
    known = {"label": shipped.label, "reads": shipped.reads}
    try:
        intelligence.register("search.intent", provider=lambda **given: "no-such-category", leaves="搜索的字会发给外面的一家服务商", **known)
        assert "搜索的字会发给外面的一家服务商" in signed_in("administrator").get(reverse("core_parameters")).content.decode()
        assert ask(TEXT)["items"] == []
        intelligence.register("search.intent", provider=away, leaves="搜索的字会发给外面的一家服务商", **known)
        assert (ask(TEXT)["count"], ask("月嫂")["count"]) == (0, 1), "everything goes on without it"
        assert intelligence.is_on("search.intent", now=clock.now()), "what staff have set stays"
    finally:
        intelligence.register("search.intent", provider=shipped.provider, **known)


@pytest.mark.req("SRC-09")
@pytest.mark.parametrize("on", [False, True], ids=["off", "on"])
def test_everything_works_with_all_of_them_off_and_on(drains: Shelf, on: bool) -> None:
    for code in CODES:
        if on:
            switched_on(code)
    lexicon.reload()
    user, row, client = make_user(), make_listing(), Client()
    client.force_login(user)
    willing(user)
    looked(user, row)
    assert client.post("/api/v1/looks/", {"listing": row.pk}, content_type="application/json").status_code == 204
    assert client.get(f"/listings/{row.pk}/").status_code == client.get("/my/history/").status_code == 200
    assert ("为你推荐" in client.get("/my/").content.decode()) is on
    assert [item["id"] for item in ask("管道疏通", sort="price")["items"]] == [1, 2, 3, 4]
    assert (ask(TEXT)["items"] != []) is on
    assert ("猜你要找的是" in client.get("/search/", {"q": TEXT}).content.decode()) is on
    ticket, quality = make_feedback(), signed_in("quality")
    decide = {event: reverse("dispatch_feedback_item_decide", args=[ticket.pk, event]) for event in ("take", "answer", "close")}
    assert quality.post(decide["take"]).status_code == 302
    draft = quality.get(reverse("dispatch_feedback_item", args=[ticket.pk]), {"draft": "1"}).content.decode()
    assert ("草稿，还没有发出" in draft) is on
    assert quality.post(decide["answer"], {"note": "下周改好。"}).status_code == quality.post(decide["close"]).status_code == 302

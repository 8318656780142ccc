"""The words that searches go by, kept by staff: checked, with history, taken up at once, and tried before they are changed."""

import pytest
from django.test import Client

from core import clock
from core.audit.models import AuditEntry
from core.errors import Forbidden, Invalid
from search import lexicon
from search.models import Phrase, SynonymSet, TypoPair
from search.services import words
from tests.members.factories import actor_for, make_staff
from tests.search.conftest import Shelf

pytestmark = pytest.mark.django_db
SYNONYMS, TYPOS, PHRASES, TRY = "/admin/search-synonyms/", "/admin/search-typos/", "/admin/search-phrases/", "/admin/search-demand/try/"


def staff(role: str = "publisher") -> Client:
    """A browser of a member of staff."""
    client = Client()
    client.force_login(make_staff(role))
    return client


def found(text: str) -> int:
    """How many a search finds."""
    return Client().get("/api/v1/search/", {"q": text}).json()["count"]


def test_a_query_that_found_nothing_finds_after_a_synonym_was_added(shelf: Shelf, django_capture_on_commit_callbacks) -> None:
    shelf.add(1, "家庭保洁，擦窗拖地")
    lexicon.reload()
    assert found("捯饬屋子") == 0
    publisher = staff()
    page = publisher.get(f"{SYNONYMS}new/", {"word": "捯饬屋子"})
    assert "捯饬屋子" in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        response = publisher.post(f"{SYNONYMS}new/", {"words": "捯饬屋子、归置屋子", "targets": "家庭保洁", "active": "on"})
    assert response.status_code == 302
    row = SynonymSet.objects.get(words__contains=["捯饬屋子"])
    assert (row.words, row.targets) == (["捯饬屋子", "归置屋子"], ["家庭保洁"])
    assert found("捯饬屋子") == found("归置屋子") == 1
    assert AuditEntry.objects.filter(function="search_admin.add", result="ok").count() == 1
    before = words.words_version()
    with django_capture_on_commit_callbacks(execute=True):
        publisher.post(f"{SYNONYMS}edit/{row.pk}/", {"words": "归置屋子", "targets": "家庭保洁"})
    assert found("归置屋子") == 0, "switched off"
    assert int(words.words_version()) > int(before)
    shown = publisher.get(f"{SYNONYMS}edit/{row.pk}/").content.decode()
    assert "改过 2 次" in shown
    assert f"词表第 {words.words_version()} 版" in publisher.get(SYNONYMS).content.decode()


def test_a_slip_and_a_phrase_that_staff_add_are_heard(shelf: Shelf, django_capture_on_commit_callbacks) -> None:
    shelf.add(1, "家庭保洁")
    lexicon.reload()
    with django_capture_on_commit_callbacks(execute=True):
        staff().post(f"{TYPOS}new/", {"wrong": "鲍姐", "right": "保洁", "active": "on"})
        staff().post(f"{PHRASES}new/", {"kind": "filler", "text": "劳驾您嘞", "active": "on"})
    assert TypoPair.objects.filter(wrong="鲍姐").exists() and Phrase.objects.filter(text="劳驾您嘞").exists()
    assert found("鲍姐") == found("劳驾您嘞保洁") == 1


@pytest.mark.parametrize(
    ("address", "form", "field"),
    [
        (SYNONYMS, {"words": "保洁"}, "words"),
        (SYNONYMS, {"words": "保洁 清洁!工", "targets": ""}, "words"),
        (SYNONYMS, {"words": "a保洁 清洁工"}, "words"),
        (SYNONYMS, {"words": "保潔 保洁 清扫"}, "words"),
        (SYNONYMS, {"words": "一" * 21 + " 清扫"}, "words"),
        (SYNONYMS, {"words": " ".join(f"词{chr(0x4E00 + n)}" for n in range(61))}, "words"),
        (SYNONYMS, {"words": ""}, "words"),
        (TYPOS, {"wrong": "鲍姐", "right": "鮑姐"}, "right"),
        (TYPOS, {"wrong": "月嫂", "right": "保洁"}, "wrong"),
        (TYPOS, {"wrong": "", "right": "保洁"}, "wrong"),
        (PHRASES, {"kind": "filler", "text": "月嫂"}, "text"),
        (PHRASES, {"kind": "nothing", "text": "劳驾您嘞"}, "kind"),
        (PHRASES, {"kind": "filler", "text": "请问"}, "text"),
    ],
)
def test_what_would_do_harm_is_refused_beside_its_field(address: str, form: dict[str, str], field: str) -> None:
    lexicon.reload()
    counts = [model.objects.count() for model in (SynonymSet, TypoPair, Phrase)]
    page = staff().post(f"{address}new/", {**form, "active": "on"})
    assert page.status_code == 200 and page.context["form"].errors.get(field), page.context["form"].errors
    assert [model.objects.count() for model in (SynonymSet, TypoPair, Phrase)] == counts


def test_editors_look_and_publishers_change() -> None:
    row = SynonymSet.objects.create(words=["拖地", "拖地板"])
    assert staff("editor").get(SYNONYMS).status_code == 200
    with pytest.raises(Forbidden):
        words.change_word(row, actor=actor_for(make_staff("editor")), now=clock.now(), words=["拖"])
    with pytest.raises(Invalid):
        words.change_word(row, actor=actor_for(make_staff("publisher")), now=clock.now(), words=["拖"])
    words.remove_word(row, actor=actor_for(make_staff("publisher")), now=clock.now())
    assert not SynonymSet.objects.filter(pk=row.pk).exists()


def test_how_a_text_is_read_is_shown_before_anything_is_changed(shelf: Shelf) -> None:
    shelf.add(1, "金牌月嫂")
    SynonymSet.objects.create(words=["伺候月子"], targets=["月嫂"])
    lexicon.reload()
    page = staff("editor").get(TRY, {"q": "请问朝阳区伺候月子一百以内"})
    shown = page.content.decode()
    assert page.status_code == 200
    for text in ("伺候月子", "月嫂", "朝阳区", "100 元以内"):
        assert text in shown
    nothing = staff().get(TRY, {"q": "量子纠缠仪"}).content.decode()
    assert "什么也没找到" in nothing and "search-synonyms/new/?word=" in nothing
    assert staff().get(TRY).status_code == 200
    assert staff().get(TRY, {"q": "x" * 201}).status_code == 400
    assert staff("operator").get(TRY).status_code == 403

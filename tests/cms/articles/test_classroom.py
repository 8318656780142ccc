"""Family classroom: topics, lessons in words, pictures and film, services, tags, search, the reader's shelf (FAM-01, FAM-02)."""

import re
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Collection, TaskState
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.articles.models import LessonPage
from core import clock
from core.favourites.models import Favourite
from core.favourites.parameters import MOST
from core.media.models import SiteDocument
from core.models import StoredPage
from core.outbox.testing import drain_all
from marketplace.catalog.models import ServiceType
from tests.cms.factories import lesson, saved_lesson, topic
from tests.core.parameters.factories import set_parameter
from tests.members.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
TITLES = re.compile(r'<a class="cover-link" href="([^"]+)">([^<]+)</a>')
NEXT = re.compile(r'<a class="btn btn-2" href="([^"]+)" rel="next"')
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + b"\x00" * 100
PICTURE = ("picture", {"image": "", "drawing": "hood", "alt": "油烟机的滤网", "caption": ""})


def browser_of(role: str) -> Client:
    """A browser of somebody with this role."""
    browser = Client()
    browser.force_login(make_staff(role))
    return browser


def reader() -> Client:
    """A browser of a member."""
    browser = Client()
    browser.force_login(make_user())
    return browser


def form(**fields: object) -> dict:
    """The admin's form of a lesson."""
    values = {
        "title": "双层玻璃怎么擦才不留水印",
        "slug": "glass-lesson",
        "intro": "先干后湿，一个方向收水。",
        "kind": "text",
        "cover": "",
        "cover_art": "window",
        "video": "",
        "video_path": "",
        "video_seconds": "",
        "body": streamfield([("paragraph", rich_text("<p>先干扫，再湿润。</p>", features=["bold"]))]),
        "source": "",
        "author_name": "孙玉梅",
        "published_at": "",
        "tags": "玻璃",
        "seo_title": "",
        "search_description": "",
        "comments": inline_formset([]),
    }
    return nested_form_data({**values, **fields})


def add(browser: Client, under: str = "cleaning", **fields: object) -> object:
    """Send the admin's form for a new lesson."""
    return browser.post(reverse("wagtailadmin_pages:add", args=["articles", "lessonpage", topic(under).pk]), form(**fields))


def listed(path: str) -> list[str]:
    """The titles on a list, in order."""
    answer = Client().get(path)
    assert answer.status_code == 200
    return [title for _, title in TITLES.findall(answer.content.decode())]


def uploaded(browser: Client, content: bytes = WEBM, name: str = "film.webm") -> object:
    """Send a film through the admin's form for documents."""
    data = {"title": "家里防摔", "file": SimpleUploadedFile(name, content), "collection": Collection.get_first_root_node().pk, "tags": ""}
    return browser.post(reverse("wagtaildocs:add"), data)


@pytest.mark.req("FAM-01")
def test_the_classroom_has_topics_and_lessons_in_words_pictures_and_film_with_services(client):
    publisher = browser_of("publisher")
    glass = ServiceType.objects.get(code="glass")
    address = reverse("wagtailadmin_pages:add", args=["articles", "lessonpage", topic().pk])
    assert publisher.post(address, {**form(**{"action-publish": "1"}), "services": [str(glass.pk)]}).status_code == 302
    told = LessonPage.objects.get(slug="glass-lesson")
    pictures = {"title": "油烟机看三个信号", "slug": "hood", "kind": "pictures", "body": streamfield([PICTURE])}
    assert add(publisher, **pictures, **{"action-publish": "1"}).status_code == 302
    assert uploaded(publisher).status_code == 302
    film = SiteDocument.objects.get(title="家里防摔")
    shown = {"title": "家里防摔走一圈", "slug": "falls", "kind": "video", "video": str(film.pk), "video_seconds": "80"}
    assert add(publisher, "elderly", **shown, **{"action-publish": "1"}).status_code == 302

    front = client.get("/classroom/").content.decode()
    for title in ("清洁", "养老", "维修", told.title, "油烟机看三个信号", "家里防摔走一圈", "文章", "图解", "视频"):
        assert title in front
    assert sorted(listed("/classroom/cleaning/")) == sorted([told.title, "油烟机看三个信号"])
    assert listed("/classroom/elderly/") == ["家里防摔走一圈"]
    assert listed("/classroom/?kind=pictures") == ["油烟机看三个信号"]

    text = client.get(told.url).content.decode()
    assert "先干扫，再湿润。" in text
    assert f'<a href="{glass.category.get_absolute_url()}"><b>擦玻璃</b></a>' in text
    assert client.get(glass.category.get_absolute_url()).status_code == 200
    assert 'alt="油烟机的滤网"' in client.get(LessonPage.objects.get(slug="hood").url).content.decode()
    seen = client.get(LessonPage.objects.get(slug="falls").url).content.decode()
    assert f'<source src="{film.url}" type="video/webm">' in seen
    assert "1 分 20 秒" in seen
    assert client.get(film.url)["Content-Type"] == "video/webm"


@pytest.mark.req("FAM-02")
@pytest.mark.django_db(transaction=True)
def test_tips_are_browsed_by_topic_and_tag_searched_and_saved():
    glass = lesson("双层玻璃怎么擦", tags=("玻璃", "保洁"))
    hood = lesson("油烟机看三个信号", tags=("厨房",))
    cabinet = lesson("台面怎么留空地", under="tidying", tags=("厨房", "收纳"))
    drain_all()
    assert listed("/classroom/cleaning/") == [hood.title, glass.title]
    assert listed("/classroom/?tag=厨房") == [cabinet.title, hood.title]
    assert listed("/classroom/tidying/?tag=厨房") == [cabinet.title]
    assert listed("/classroom/?tag=没有的") == []
    assert 'href="/classroom/?tag=%E7%8E%BB%E7%92%83"' in Client().get(glass.url).content.decode()
    found = Client().get("/api/v1/search/", {"q": "双层玻璃", "type": "article"}).json()["items"]
    assert found[0]["title"] == glass.title
    assert "家庭课堂" in Client().get("/search/", {"q": "双层玻璃"}).content.decode()

    browser = reader()
    way = re.search(r'href="(/my/saved/add/lesson/\d+/)"', browser.get(glass.url).content.decode()).group(1)
    assert "收进我的收藏" in browser.get(way).content.decode()
    assert browser.post(way).url == "/my/saved/"
    assert browser.post(way).url == "/my/saved/"
    shelf = browser.get("/my/saved/").content.decode()
    assert shelf.count(glass.title) >= 1
    assert hood.title not in shelf
    assert Favourite.objects.count() == 1
    assert "已经在你的收藏里" in browser.get(way).content.decode()
    assert glass.title not in reader().get("/my/saved/").content.decode()
    assert "我的收藏" in browser.get("/my/").content.decode()

    drop = re.search(r'action="(/my/saved/\d+/remove/)"', shelf).group(1)
    assert reader().post(drop).status_code == 404
    assert browser.post(drop).status_code == 302
    assert "还没有收藏" in browser.get("/my/saved/").content.decode()


def test_a_visitor_is_asked_to_log_in_before_saving(client):
    page = lesson()
    for answer in (client.get(f"/my/saved/add/lesson/{page.pk}/"), client.post(f"/my/saved/add/lesson/{page.pk}/"), client.get("/my/saved/")):
        assert answer.status_code == 302
        assert answer.url.startswith("/accounts/login/")
    assert not Favourite.objects.exists()


def test_saving_is_of_no_stored_page_and_needs_a_token():
    page = lesson()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_user())
    assert browser.post(f"/my/saved/add/lesson/{page.pk}/").status_code == 403
    text = browser.get(page.url).content.decode()
    assert "csrfmiddlewaretoken" not in text
    browser.get(f"/my/saved/add/lesson/{page.pk}/")
    assert not StoredPage.objects.filter(path__startswith="/my/").exists()


def test_what_is_hidden_cannot_be_saved_and_says_so_on_the_shelf():
    page, browser = lesson("会撤下的课"), reader()
    browser.post(f"/my/saved/add/lesson/{page.pk}/")
    page.unpublish()
    shelf = browser.get("/my/saved/").content.decode()
    assert "已经撤下了" in shelf
    assert f'href="{page.url}"' not in shelf
    assert browser.post(f"/my/saved/add/lesson/{page.pk}/").status_code == 404
    assert browser.post("/my/saved/add/lesson/99999999999/").status_code == 404


def test_a_full_shelf_says_so():
    set_parameter(MOST, 1)
    browser, first, second = reader(), lesson(), lesson()
    assert browser.post(f"/my/saved/add/lesson/{first.pk}/").status_code == 302
    assert browser.post(f"/my/saved/add/lesson/{second.pk}/").status_code == 409
    assert Favourite.objects.count() == 1


def test_the_shelf_goes_on_by_its_own_link_and_costs_the_same_at_two_sizes():
    user, browser = make_user(), Client()
    browser.force_login(user)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.get("/my/saved/")
        return len(queries)

    saved_lesson(user)
    cost()
    few = cost()
    for _ in range(21):
        saved_lesson(user)
    assert cost() <= few + 1
    text = browser.get("/my/saved/").content.decode()
    assert text.count("/remove/") == 20
    assert browser.get("/my/saved/" + NEXT.search(text).group(1)).content.decode().count("/remove/") == 2


def test_the_own_copy_of_data_names_what_was_saved():
    user = make_user()
    row = saved_lesson(user, lesson("写在副本里的课"))
    browser = Client()
    browser.force_login(user)
    assert row.title in browser.get(reverse("members:data")).content.decode()


def test_lists_go_on_in_pages_and_cost_the_same_at_two_sizes(client):
    def cost(path: str) -> int:
        client.get(path)
        StoredPage.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    made = [lesson(tags=("玻璃",)) for _ in range(3)]
    few = [cost(path) for path in ("/classroom/", "/classroom/cleaning/", made[0].url)]
    made += [lesson(tags=("玻璃",)) for _ in range(20)]
    assert [cost(path) for path in ("/classroom/", "/classroom/cleaning/", made[0].url)] == few
    assert max(few) <= 26
    text = client.get("/classroom/cleaning/").content.decode()
    rest = listed("/classroom/cleaning/" + NEXT.search(text).group(1))
    assert [*listed("/classroom/cleaning/"), *rest] == [page.title for page in reversed(made)]
    with CaptureQueriesContext(connection) as queries:
        client.get(made[0].url)
    assert len(queries) == 1


def test_services_out_of_use_are_not_shown_and_a_change_is_seen_at_once(client):
    glass = ServiceType.objects.get(code="glass")
    page = lesson(services=(glass,))
    assert "看谁能做擦玻璃" in client.get(page.url).content.decode()
    page.services.remove(glass)
    page.save()
    assert "看谁能做擦玻璃" not in client.get(page.url).content.decode()


def test_a_lesson_keeps_what_its_kind_promises():
    for fields, name in (
        ({"kind": "pictures", "body": []}, "body"),
        ({"kind": "video"}, "video"),
        ({"kind": "video", "video_path": "https://elsewhere.example/film"}, "video_path"),
        ({"kind": "video", "video_path": "//elsewhere.example"}, "video_path"),
    ):
        with pytest.raises(ValidationError) as refused:
            lesson(**fields)
        assert name in refused.value.message_dict
    text = Client().get(lesson(kind="video", video_path="/media/images/film.webm", video_seconds=60).url).content.decode()
    assert 'href="/media/images/film.webm"' in text
    assert "1 分钟" in text


@pytest.mark.parametrize(
    ("name", "content"), [("a.mp4", WEBM), ("a.webm", b"<script>alert(1)</script>"), ("a.mp4", b"\x00\x00\x00\x18ftypmp42<script>"), ("a.avi", WEBM)]
)
def test_a_film_is_judged_by_its_content(name, content):
    answer = uploaded(browser_of("publisher"), content, name)
    assert answer.status_code == 200
    assert not SiteDocument.objects.exists()


def test_lessons_stand_in_sitemap_feed_menu_front_page_and_structured_data(client):
    page = lesson("马桶旁边要有扶手", under="elderly", author_name="何桂芳")
    assert f"http://testserver{page.url}" in client.get("/sitemap-pages.xml").content.decode()
    item = ElementTree.fromstring(client.get("/classroom/feed/").content).find("channel").find("item")
    assert (item.findtext("title"), item.findtext("category")) == (page.title, "养老")
    front = client.get("/").content.decode()
    assert page.title in front
    assert '<a href="/classroom/"' in front
    text = client.get(page.url).content.decode()
    assert '"@type": "Article"' in text
    assert '"何桂芳"' in text
    assert '"BreadcrumbList"' in text


def test_an_editor_submits_and_a_publisher_approves_lessons():
    editor, publisher = browser_of("editor"), browser_of("publisher")
    assert add(editor, **{"action-submit": "1"}).status_code == 302
    page = LessonPage.objects.get(slug="glass-lesson")
    assert not page.live
    task = TaskState.objects.get(workflow_state__object_id=str(page.pk))
    assert publisher.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk]), {"comment": ""}).status_code == 302
    assert listed("/classroom/cleaning/") == [page.title]
    assert clock.now() >= LessonPage.objects.get(pk=page.pk).published_at


@pytest.mark.parametrize("query", ["kind=x", "tag=%00", "tag=a&tag=b", "cursor=x", "tag=" + "长" * 81])
def test_a_question_that_cannot_be_read_is_a_clear_400(client, query):
    assert client.get(f"/classroom/?{query}").status_code == 400

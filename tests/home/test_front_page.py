"""The front page: its blocks are editable without a deploy, its figures are true, its links lead somewhere."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Site

from core import clock, content
from core.models import StoredPage
from home.blocks import LinkBlock
from home.models import HomePage, SiteSettings
from home.reference import load_tree
from marketplace.recruitment.models import JobPosting
from tests.cms.factories import article, news_index
from tests.cms.training.factories import course
from tests.marketplace.pricing.factories import make_guidance, service_type
from tests.marketplace.recruitment.factories import make_job
from tests.members.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="(/[^"#]*)')


def front() -> HomePage:
    """The front page of the reference data."""
    return HomePage.objects.get()


def show(*blocks: tuple[str, object]) -> str:
    """Publish these blocks and read the page as a visitor."""
    page = front()
    page.body = [{"type": name, "value": value} for name, value in blocks]
    page.save_revision().publish()
    return Client().get("/").content.decode()


def test_the_tree_of_a_new_site_is_ours():
    site = Site.objects.get(is_default_site=True)
    assert site.root_page.specific == front()
    assert [page.slug for page in news_index().get_children()] == ["industry", "society", "government"]
    assert not Page.objects.filter(title__startswith="Welcome").exists()
    assert load_tree() == 0


def test_the_front_page_shows_its_blocks(client):
    text = client.get("/").content.decode()
    for words in ("家里有事", "找哪类服务", "家政服务", "新闻资讯", "400-800-0000", "申请加盟"):
        assert words in text


def test_no_figure_stands_on_the_page_before_its_data_exists(client):
    text = re.sub(r"<[^>]*>", "", client.get("/").content.decode())
    for claim in ("办结", "满意", "%", "条评价"):
        assert claim not in text


def test_an_editor_rewords_and_reorders_without_a_deploy():
    text = show(
        ("text", {"heading": "春节安排", "text": "<p>除夕到初二，<b>电话照常</b>。</p>"}),
        ("hero", {"title": "过年好", "lead": "有事打电话。", "placeholder": "年夜饭帮厨", "suggestions": ["帮厨"], "shows_ways": False}),
    )
    assert text.index("春节安排") < text.index("过年好")
    assert "电话照常</b>" in text
    assert "申请加盟" not in text
    assert 'placeholder="年夜饭帮厨"' in text


def test_a_page_without_blocks_still_has_the_search_box():
    page = front()
    page.body = []
    page.save_revision().publish()
    assert page.title in Client().get("/").content.decode()


def test_blocks_that_have_nothing_to_show_are_left_out():
    text = show(("offers", {"heading": "新上的服务", "note": "", "limit": 6}), ("enterprises", {"heading": "可靠的企业", "limit": 4}))
    assert "新上的服务" not in text
    assert "可靠的企业" not in text


def test_a_button_to_a_page_that_has_gone_is_not_drawn():
    target = article("停水通知")
    invite = {"heading": "看通知", "text": "<p>今晚停水。</p>", "drawing": "notice", "link": {"label": "去看", "place": "", "page": target.pk, "url": ""}}
    assert "去看" in show(("invite", invite))
    target.unpublish()
    assert "去看" not in Client().get("/").content.decode()


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ({"label": "", "place": "search:results", "page": None, "url": ""}, "label"),
        ({"label": "去", "place": "", "page": None, "url": ""}, "label"),
        ({"label": "去", "place": "search:results", "page": None, "url": "https://example.org/"}, "url"),
    ],
)
def test_a_button_wants_words_and_one_address(value, field):
    block = LinkBlock(required=False)
    with pytest.raises(Exception) as caught:
        block.clean(block.to_python(value))
    assert field in caught.value.block_errors


def test_the_numbers_of_the_site_are_settings_and_change_everywhere_at_once():
    page = article()
    visitor = Client()
    before = {path: visitor.get(path).content.decode() for path in ("/", "/news/", page.url)}
    assert all("400-800-0000" in text for text in before.values())
    setting = SiteSettings.objects.get()
    setting.hotline, setting.brand = "010-8888-6666", "近邻"
    setting.save()
    for path in before:
        text = visitor.get(path).content.decode()
        assert "010-8888-6666" in text
        assert "tel:01088886666" in text
        assert "近邻家政" in text
        assert "400-800-0000" not in text
    assert "010-8888-6666" in visitor.get("/nothing-here/").content.decode()


def test_staff_change_the_numbers_in_the_admin(client):
    address = reverse("wagtailsettings:edit", args=["home", "sitesettings", Site.objects.get().pk])
    form = {
        name: getattr(SiteSettings.objects.get(), name)
        for name in ("brand", "brand_line", "city", "strip_text", "hotline_note", "sms", "organiser", "icp", "licence")
    }
    for role in (None, "editor"):
        client.force_login(make_staff(role) if role else make_user())
        client.post(address, {**form, "hotline": "010-1111-1111"})
        assert SiteSettings.objects.get().hotline == "400-800-0000"
    client.force_login(make_staff("publisher"))
    refused = client.post(address, {**form, "hotline": "打这里"})
    assert "只写数字、空格和短横。" in refused.content.decode()
    assert client.post(address, {**form, "hotline": "010-8888-6666"}).status_code == 302
    assert "010-8888-6666" in Client().get("/").content.decode()


@pytest.mark.parametrize("start", ["/", "/news/", "/news/industry/", "/accounts/login/", "/nothing-here/"])
def test_no_link_of_the_page_is_dead(start):
    article()
    visitor = Client()
    text = visitor.get(start).content.decode()
    paths = {path.replace("&amp;", "&") for path in LINK.findall(text) if not path.startswith(("/static/", "/media/"))}
    assert len(paths) > 8
    dead = {path: status for path in sorted(paths) if (status := visitor.get(path).status_code) >= 400}
    assert dead == {}


def test_menus_name_only_what_is_there():
    text = Client().get("/").content.decode()
    assert ">新闻资讯</a>" in text
    index = news_index()
    index.unpublish()
    assert ">新闻资讯</a>" not in Client().get("/").content.decode()


def test_stored_bytes_are_dropped_with_the_site_record():
    visitor = Client()
    visitor.get("/")
    assert StoredPage.objects.count() == 1
    site = Site.objects.get()
    site.root_page = news_index()
    site.save()
    assert visitor.get("/").content.decode().count("<h1>新闻资讯</h1>") == 1


def test_the_front_page_is_in_the_content_api(client):
    found = client.get("/api/content/v2/pages/", {"type": "home.HomePage", "fields": "body"}).json()["items"]
    assert [block["type"] for block in found[0]["body"]] == [
        "hero",
        "categories",
        "notice",
        "offers",
        "guidance",
        "enterprises",
        "jobs",
        "courses",
        "classroom",
        "news",
        "invite",
    ]
    assert json.dumps(found, ensure_ascii=False).count("csrf") == 0


def test_guidance_postings_and_courses_stand_on_it_and_go_when_they_end():
    make_guidance(low=4500, high=6000)
    job = make_job()
    lesson_day = course()
    text = show(
        ("guidance", {"heading": "大概多少钱", "note": "", "services": [service_type().code, "no-such-service"]}),
        ("jobs", {"heading": "正在招人", "note": "", "limit": 4}),
        ("courses", {"heading": "要开的课", "note": "", "limit": 3}),
    )
    assert service_type().name in text and "45–60" in text and job.title in text and lesson_day.title in text
    JobPosting.objects.filter(pk=job.pk).update(expires_at=clock.now())
    content.bump("jobs")
    lesson_day.unpublish()
    text = Client().get("/").content.decode()
    assert "正在招人" not in text and "要开的课" not in text and "大概多少钱" in text

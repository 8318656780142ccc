"""Pages of two cities: each has its own front page and news, the main city's other pages are shared and stand under its address."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import GroupPagePermission, Page, Site

from cms.articles.models import NewsIndexPage, SectionPage
from cms.pages.models import LegalPage
from core import cities
from core.audit.models import AuditEntry
from core.outbox.testing import drain_all
from home.models import HomePage, MenuLink, SiteSettings
from tests.cms.factories import article, lesson, notice
from tests.cms.pages.factories import announcement
from tests.cms.training.factories import course
from tests.home.two_cities import HERE, OPENING, THERE, ask, baoding, get  # noqa: F401 (fixtures)


def news(site: Site) -> SectionPage:
    """A section of the news of a city."""
    return SectionPage.objects.descendant_of(site.root_page).get(section="industry")


@pytest.fixture
def stories(baoding: Site) -> tuple[Page, Page]:  # noqa: F811
    """An article of each city."""
    found = article("槐荫的新鲜事"), article("古莲池边的新鲜事", under=news(baoding))
    drain_all()
    return found


def test_front_page_and_news_are_the_citys_own(stories: tuple[Page, Page]) -> None:
    for host, own, other in ((HERE, *stories), (THERE, *reversed(stories))):
        for path in ("/", "/news/", "/news/industry/", "/news/feed/", "/news/feed/atom/", "/search/?q=新鲜事", "/sitemap-pages.xml"):
            text = get(path, host)
            assert (own.title in text or own.slug in text) and other.title not in text and f"/{other.slug}/" not in text, (host, path)
        assert own.title in get(f"/news/industry/{own.slug}/", host)
        assert Client().get(f"/news/industry/{other.slug}/", headers={"host": host}).status_code == 404
        titles = [item["title"] for item in ask("/api/content/v2/pages/?limit=20", host)["items"]]
        assert own.title in titles and other.title not in titles
        assert Client().get(f"/api/content/v2/pages/{other.pk}/", headers={"host": host}).status_code == 404
        assert ask("/api/v1/search/?q=新鲜事", host)["count"] == 1
        assert [item["text"] for item in ask("/api/v1/search/suggest/?q=" + other.title[:2], host)["items"]] == []


def test_what_is_shared_is_shown_everywhere_and_listed_under_the_main_city(stories: tuple[Page, Page]) -> None:
    shared = [lesson("油杯多久倒一次"), notice("关于规范报价的通知"), course(title="母婴护理班"), LegalPage.objects.order_by("path").first()]
    drain_all()
    for page in shared:
        path = page.get_url()
        assert path.startswith("/")
        for host in (HERE, THERE):
            text = get(path, host)
            assert page.title in text
            assert f'<link rel="canonical" href="http://{HERE}{path}">' in text and f'property="og:url" content="http://{HERE}{path}"' in text, (host, path)
            assert ask(f"/api/content/v2/pages/{page.pk}/", host)["title"] == page.title
        assert path in get("/sitemap-pages.xml", HERE) and path not in get("/sitemap-pages.xml", THERE)
    for path in ("/classroom/", "/training/", "/classroom/feed/", "/news/feed/notices/"):
        assert (
            f"http://{HERE}" not in get(path, THERE).replace(f'canonical" href="http://{HERE}', "").replace(f'content="http://{HERE}', "") or "feed" not in path
        )
    assert "油杯多久倒一次" in get("/classroom/cleaning/", THERE) and "油杯多久倒一次" in get("/", THERE)
    assert ask("/api/v1/search/?q=油杯", THERE)["items"][0]["url"] == shared[0].get_url()


def test_the_front_page_says_its_own_address(baoding: Site) -> None:  # noqa: F811
    for host in (HERE, THERE):
        text = get("/", host)
        assert f'<link rel="canonical" href="http://{host}/">' in text and f'property="og:url" content="http://{host}/"' in text
        assert f"Sitemap: http://{host}/sitemap.xml" in get("/robots.txt", host)
        assert f"<loc>http://{host}/sitemap-pages.xml</loc>" in get("/sitemap.xml", host)
    assert get("/en/", THERE)


def test_the_switch_leads_to_every_city_and_says_where_one_is(baoding: Site) -> None:  # noqa: F811
    for host, name in ((HERE, "北京"), (THERE, "保定")):
        text = get("/listings/", host)
        assert 'href="/cities/"' in text and f"{name}，换一个城市" in text
        page = get("/cities/", host)
        assert f'href="http://{HERE}/"' in page and f'href="http://{THERE}/"' in page and page.count('aria-current="true"') == 1
    assert "400-800-0312" in get("/", THERE) and "400-800-0312" not in get("/", HERE)
    assert "保定家政服务" in get("/", THERE)
    assert "Choose a city" in get("/en/cities/", THERE)


def test_menus_and_announcements_of_one_site(baoding: Site) -> None:  # noqa: F811
    MenuLink.objects.create(menu="main", label="荷花节", url="https://example.com/lotus", site=baoding)
    announcement(title="府河边今晚停水", site=baoding)
    announcement(title="全站今晚维护")
    assert "荷花节" in get("/", THERE) and "荷花节" not in get("/", HERE)
    assert "府河边今晚停水" in get("/", THERE) and "府河边今晚停水" not in get("/", HERE)
    assert "全站今晚维护" in get("/", THERE) and "全站今晚维护" in get("/", HERE)


def test_open_city_makes_everything_once(baoding: Site, capsys) -> None:  # noqa: F811
    before = (Site.objects.count(), Page.objects.count(), SiteSettings.objects.count())
    call_command("open_city", "--json", **OPENING)
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"site": baoding.pk, "host": THERE, "is_new": False}
    assert (Site.objects.count(), Page.objects.count(), SiteSettings.objects.count()) == before
    assert baoding.sitesettings.region.code == "1306" and not baoding.is_default_site
    assert AuditEntry.objects.filter(function="city.open").count() == 1
    index = NewsIndexPage.objects.descendant_of(baoding.root_page).get()
    pattern = NewsIndexPage.objects.exclude(pk=index.pk).get()
    rights = [set(GroupPagePermission.objects.filter(page=page).values_list("group", "permission")) for page in (index, pattern)]
    assert rights[0] == rights[1] != set()
    assert HomePage.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"host": "baoding.example.com"}, "ALLOWED_HOSTS"),
        ({"host": "http://baoding.localhost"}, "域名"),
        ({"host": "localhost"}, "域名"),
        ({"region": "13060"}, "区划代码"),
        ({"region": "3205"}, "基础数据"),
        ({"name": " "}, "名称"),
        ({"hotline": "打电话"}, "hotline"),
    ],
)
def test_a_city_that_cannot_be_opened_is_refused_and_leaves_nothing(settings, db: None, wrong: dict, said: str) -> None:
    settings.ALLOWED_HOSTS = ["localhost", ".localhost"]
    before = (Site.objects.count(), Page.objects.count())
    with pytest.raises(CommandError, match=said):
        call_command("open_city", **{**OPENING, **wrong})
    assert (Site.objects.count(), Page.objects.count()) == before
    cities.keep(None)
    assert not cities.several()


def test_a_division_is_in_one_city_only(baoding: Site) -> None:  # noqa: F811
    for region in ("13", "1306"):
        wanted = {**OPENING, "region": region, "host": "other.localhost"}
        if region == "13":
            with pytest.raises(CommandError, match="另一个城市"):
                call_command("open_city", **wanted)
        else:
            call_command("open_city", **wanted)
    assert not Site.objects.filter(hostname="other.localhost").exists()

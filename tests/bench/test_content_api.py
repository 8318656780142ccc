"""P2: the content API beside Wagtail's API v2, which serves the same pages with the same fields in the same run."""

import io
import json

import pytest
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.models import PageViewRestriction

from cms.articles.api_answers import SCOPES
from cms.articles.models import ArticlePage
from cms.articles.pictures import make_sizes
from core.content import bump
from core.media.models import SiteImage
from tests.bench.owner import settled
from tests.bench.ratios import compare, cpu_seconds
from tests.bench.wsgi import Application, queries
from tests.cms.factories import article, articles, many_articles, section

pytestmark = [pytest.mark.usefixtures("fresh_db")]
OURS, PLAIN = "/api/content/v2/pages/", "/api/plain/v2/pages/"
SAID = "intro,cover,cover_art,body,source,author_name,published_at,minutes,tags"
LIST = "?type=articles.ArticlePage&limit=20&fields="


def photograph(number: int) -> SiteImage:
    """A photograph of the library."""
    data = io.BytesIO()
    Image.new("RGB", (900, 640), (15, 94, number % 256)).save(data, "JPEG")
    return SiteImage.objects.create(title=f"现场照片（{number}）", file=ImageFile(io.BytesIO(data.getvalue()), name=f"scene-{number}.jpg"))


@pytest.fixture
def pages() -> list[ArticlePage]:
    """Twenty-two articles with a body, tags, a photograph and its three sizes."""
    photographs = [photograph(number) for number in range(4)]
    found = []
    for number in range(22):
        page = article(f"双层玻璃怎么擦才不留水印（{number}）", cover=photographs[number % 4])
        page.tags.add("玻璃", "入户", f"第 {number} 课")
        page.save()
        found.append(page)
    for page in found[:4]:
        make_sizes(page.pk)
    bump("pages")
    settled()
    return found


@pytest.fixture
def ours() -> Application:
    """The application as it is."""
    return Application()


@pytest.fixture
def plain() -> Application:
    """With Wagtail's API v2 beside ours."""
    return Application("tests.bench.plain_api")


def ours_list() -> str:
    return f"{OURS}{LIST}{SAID},cover_sizes"


def plain_list() -> str:
    return f"{PLAIN}{LIST}{SAID},cover_small,cover_card,cover_wide"


def cold(application: Application, path: str, times: int = 5):
    """CPU seconds of a GET just after something was published."""

    def measure() -> float:
        spent = 0.0
        with application.override:
            for _ in range(times):
                bump(SCOPES[1])
                spent += cpu_seconds(lambda: application.get(path), 1)
        return spent / times

    return measure


def after_a_change(application: Application, path: str) -> int:
    """How many statements a GET takes just after something was published, in a process that knows its content types."""
    application.get(path)
    bump("pages")
    return queries(application, path)


def said(application: Application, path: str) -> dict:
    with application.override:
        status, body = application.get(path)
    assert status == 200, body
    return json.loads(body)


def compared(answer: dict) -> dict:
    """What both say in the same words: without addresses of the two interfaces, the sizes side by side."""
    text = json.dumps(answer).replace("/api/plain/v2/", "/api/content/v2/")
    found = json.loads(text)
    sizes = found.pop("cover_sizes", None) or {name: found.pop(f"cover_{name}") for name in ("small", "card", "wide")}
    found["sizes"] = {name: {key: size[key] for key in ("url", "width", "height", "alt")} for name, size in sizes.items()}
    found["meta"] = {key: value for key, value in found["meta"].items() if key not in {"locale", "alias_of"}}
    return found


def test_both_say_the_same(pages: list[ArticlePage], ours: Application, plain: Application) -> None:
    mine, theirs = said(ours, f"{OURS}{pages[0].pk}/"), said(plain, f"{PLAIN}{pages[0].pk}/")
    assert compared(mine) == compared(theirs)
    listed, peers = said(ours, ours_list())["items"], said(plain, plain_list())["items"]
    assert [compared(one) for one in listed] == [compared(one) for one in peers]
    assert len(listed) == 20


def test_detail_warm_and_cold(pages: list[ArticlePage], ours: Application, plain: Application) -> None:
    mine, theirs = f"{OURS}{pages[0].pk}/", f"{PLAIN}{pages[0].pk}/"
    assert after_a_change(ours, mine) <= 3
    assert queries(ours, mine) == 1
    warm = compare("detail warm ÷ Wagtail v2 (CPU)", ours.cpu(mine), plain.cpu(theirs, times=20))
    after = compare("detail cold ÷ Wagtail v2 (CPU)", cold(ours, mine), cold(plain, theirs))
    assert warm.median <= 0.15
    assert after.median <= 0.5


def test_list_warm_and_cold(pages: list[ArticlePage], ours: Application, plain: Application) -> None:
    assert after_a_change(ours, ours_list()) <= 3
    assert queries(ours, ours_list()) == 1
    warm = compare("list of 20 warm ÷ Wagtail v2 (CPU)", ours.cpu(ours_list()), plain.cpu(plain_list(), times=5))
    after = compare("list of 20 cold ÷ Wagtail v2 (CPU)", cold(ours, ours_list()), cold(plain, plain_list(), times=3))
    assert warm.median <= 0.25
    assert after.median <= 0.25


def test_with_a_hundred_restrictions(pages: list[ArticlePage], ours: Application) -> None:
    """The same addresses without and with the restrictions, in turns: they are put up and taken down between the rounds."""
    many_articles(120, under="society")
    closed = list(section("society").get_children()[:100])
    detail = f"{OURS}{pages[0].pk}/"

    def without(path: str):
        def measure() -> float:
            PageViewRestriction.objects.all().delete()
            return cold(ours, path)()

        return measure

    def with_them(path: str):
        def measure() -> float:
            PageViewRestriction.objects.bulk_create([PageViewRestriction(page=page, restriction_type="login") for page in closed])
            return cold(ours, path)()

        return measure

    for name, path in (("detail", detail), ("list of 20", ours_list())):
        PageViewRestriction.objects.all().delete()
        assert compare(f"{name} cold, 100 restrictions ÷ none (CPU)", with_them(path), without(path), rounds=9).median <= 1.1


def test_page_500_of_the_list(ours: Application) -> None:
    """By cursor any depth costs the same; the statement too, not only our share of it."""
    articles(1)
    many_articles(10_100)
    settled()
    first = f"{OURS}?type=articles.ArticlePage&limit=20&fields=intro,minutes"
    path = first
    for _ in range(499):
        path = f"{first}&cursor={said(ours, path)['meta']['next']}"
    assert len(said(ours, path)["items"]) == 20
    assert compare("page 500 cold ÷ page 1 (CPU)", cold(ours, path), cold(ours, first)).median <= 1.2

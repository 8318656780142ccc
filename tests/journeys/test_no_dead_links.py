"""Every link leads somewhere: the site walked as a visitor, a member and an enterprise's owner.

On each page: it answers, it has a title and one main heading, no link goes nowhere, and all that is read is Chinese.
"""

import re
import urllib.error
import urllib.request
from collections import deque
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup, Comment
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from members.models import User
from tests.cms.factories import article
from tests.marketplace.factories import category, district, make_enterprise, make_listing, unit
from tests.members.factories import make_user
from tests.services.site import Site

# Words that are written so in Chinese too; "demo" and "youlin" make up the password that /demo/ shows.
LATIN = {
    "api",
    "app",
    "cookie",
    "gps",
    "exif",
    "heic",
    "html",
    "icp",
    "id",
    "ip",
    "iphone",
    "jpg",
    "jpeg",
    "json",
    "kb",
    "mb",
    "pdf",
    "png",
    "qq",
    "rss",
    "suv",
}
LATIN |= {"demo", "sms", "totp", "webp", "wi", "fi", "wifi", "xml", "youlin"}
WORD = re.compile(r"[A-Za-z]{2,}")
# Not pages of ours to read: files, and the API's own description, which is made for programmers.
OUTSIDE = ("/static/", "/media/", "/private/", "/api/", "/admin/", "/simulators/", "/accounts/logout/")
# Addresses that count and then lead to where somebody else may be.
COUNTED = ("/go/", "/q/")
SAID = ("alt", "aria-label", "placeholder", "title")
MOST, VARIANTS = 400, 2
WHOLE_DEMO = 12_000


class StaysHere(urllib.request.HTTPRedirectHandler):
    """Follows the site's own redirects; where one leads elsewhere, it is the answer."""

    def __init__(self, host: str) -> None:
        self.host = host

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> urllib.request.Request | None:
        """None: not followed."""
        return super().redirect_request(req, fp, code, msg, headers, newurl) if urlsplit(newurl).netloc == self.host else None


class Walk:
    """A walk over the site with one person's session."""

    def __init__(self, site: Site, user: User | None) -> None:
        self.site = site
        self.cookie = ""
        if user is not None:
            client = Client()
            client.force_login(user)
            self.cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        self.opener = urllib.request.build_opener(StaysHere(urlsplit(site.url).netloc))
        self.faults: list[str] = []
        self.kinds: dict[tuple, int] = {}
        self.seen: set[str] = set()

    def get(self, path: str) -> tuple[int, str, str]:
        """Status, where one arrives, and the text when it is a page."""
        request = urllib.request.Request(self.site.url + path, headers={"Cookie": self.cookie} if self.cookie else {})
        try:
            with self.opener.open(request, timeout=30) as answer:
                is_page = answer.headers.get_content_type() == "text/html"
                return answer.status, urlsplit(answer.url).path, answer.read().decode() if is_page else ""
        except urllib.error.HTTPError as error:
            leads_out = error.code in (301, 302) and urlsplit(path).path.startswith(COUNTED)
            return 200 if leads_out else error.code, path, ""

    def wanted(self, path: str) -> bool:
        """Whether to go there: each kind of address (path with the names of its parameters) at most VARIANTS times."""
        parts = urlsplit(path)
        if path in self.seen or parts.path.startswith(OUTSIDE):
            return False
        kind = (parts.path, tuple(sorted({name for name, _ in parse_qsl(parts.query)})))
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        return self.kinds[kind] <= (VARIANTS if parts.query else 1)

    def over(self, start: str = "/", *, most: int = MOST) -> int:
        """Walk; returns the number of pages."""
        waiting, pages = deque([(start, "start")]), 0
        while waiting and pages < most:
            path, came_from = waiting.popleft()
            if not self.wanted(path):
                continue
            self.seen.add(path)
            status, arrived, text = self.get(path)
            pages += 1
            if status != 200:
                self.faults.append(f"{path} answers {status}, linked from {came_from}")
            if text:
                waiting.extend((link, path) for link in self.judge(arrived, text))
        return pages

    def judge(self, path: str, text: str) -> list[str]:
        """Note what is wrong with a page; its links."""
        page = BeautifulSoup(text, "html.parser")
        if not (page.title and page.title.get_text(strip=True)):
            self.faults.append(f"{path} has no title")
        if len(page.find_all("h1")) != 1:
            self.faults.append(f"{path} has {len(page.find_all('h1'))} main headings")
        self.faults += [f"{path} says in English: {word}" for word in sorted(foreign(page))]
        links = []
        for anchor in page.find_all("a"):
            target = str(anchor.get("href") or "")
            if target in ("", "#") or target.startswith("javascript:"):
                self.faults.append(f"{path} has a link that leads nowhere: {anchor.get_text(strip=True)}")
            elif target.startswith("#"):
                if page.find(id=target[1:]) is None:
                    self.faults.append(f"{path} links to its part {target}, which is not there")
            elif urlsplit(full := urljoin(self.site.url + path, target)).netloc == urlsplit(self.site.url).netloc:
                links.append(urlsplit(full)._replace(scheme="", netloc="", fragment="").geturl())
        return links


def foreign(page: BeautifulSoup) -> set[str]:
    """The words of a page that are neither Chinese nor written so in Chinese: its text, and what its controls are called.

    `code` what a program says, `.num` numbers such as a credit code, `.share-url` an address to pass on, `lang="en"` the switch to English.
    """
    body = page.body or page
    for quiet in [*body.find_all(["script", "style", "code", "kbd", "svg"]), *body.select(".num, .share-url, [lang=en]")]:
        quiet.decompose()
    read = [str(text) for text in body.find_all(string=True) if not isinstance(text, Comment)]
    read += [str(tag[name]) for tag in body.find_all(True) for name in SAID if tag.get(name)]
    read += [str(page.title.get_text()) if page.title else ""]
    return {word for text in read for word in WORD.findall(text) if word.lower() not in LATIN}


@pytest.fixture
def town(site: Site) -> dict[str, User | None]:
    """A little of everything, and the three who walk."""
    owner, member = make_user(name="赵安"), make_user(name="周先生")
    firm = make_enterprise(owner)
    make_listing(enterprise=firm, title="日常保洁两小时起")
    make_listing(title="月嫂住家", category=category("月嫂"), unit=unit("元/月"), district=district("海淀区"), author=member)
    make_listing(side="request", title="找一位白班保姆", category=category("保姆"), author=member)
    for section in ("industry", "society", "government"):
        article(under=section)
    call_command("search", "rebuild", json=True)
    return {"visitor": None, "member": member, "owner": owner}


@pytest.mark.parametrize("who", ["visitor", "member", "owner"])
def test_every_link_leads_somewhere_and_every_page_is_chinese(site: Site, town: dict[str, User | None], who: str):
    walk = Walk(site, town[who])
    pages = walk.over()
    if who == "owner":
        pages += walk.over("/enterprise/")
    if who == "member":
        pages += walk.over("/my/")
    print(f"{who}: {pages} pages")
    assert walk.faults == []
    assert pages > 60


def test_the_whole_demo_city_has_no_dead_link_and_no_english(site: Site):
    call_command("seed_demo", json=True)
    walk = Walk(site, None)
    pages = walk.over(most=WHOLE_DEMO)
    print(f"the demo city: {pages} pages", *walk.faults, sep="\n")
    assert walk.faults == []
    assert 500 < pages < WHOLE_DEMO, "cut short"

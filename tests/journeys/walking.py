"""A walk over a running site, by several at once: every address that a page names is asked for once, and each page is read.

What is wrong is kept in `faults`: an address that does not answer, a link that leads nowhere, a page without a title or one main
heading, a word in English on a Chinese page.
"""

import http.client
import http.cookiejar
import re
import threading
import urllib.parse
import urllib.request
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

# Words that are written so in Chinese too; "demo" and "youlin" make up the password that /demo/ shows, "fk" and "zx" begin the numbers of tickets.
# Grades of credit are letters in Chinese too (AAA 信用很好).
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
LATIN |= {"aa", "aaa", "demo", "sms", "totp", "webp", "wi", "fi", "wifi", "xml", "youlin", "fk", "zx"}
WORD, NUMBER = re.compile(r"[A-Za-z]{2,}"), re.compile(r"\d+")
SAID = ("alt", "aria-label", "placeholder", "title")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
# `code` what a program says, `.num` numbers such as a credit code, `.share-url` an address to pass on, lang="en" the switch to English.
QUIET_TAGS, QUIET_CLASSES = {"script", "style", "code", "kbd", "svg"}, {"num", "share-url"}
# Doors out, what programs read, and what is sent back as a file made anew for each.
OUTSIDE = ("/api/", "/simulators/", "/accounts/logout/", "/admin/logout/", "/admin/api/", "/admin/bulk/", "/admin/pages/999999/")
# Addresses that count and then lead to where somebody else may be.
COUNTED = ("/go/", "/q/")
# Of the admin only the answers are judged here, what its screens say by tests/home/test_admin_language.py. Its menu is data of a script.
ADMIN = "/admin/"
MENU, MENU_LINK = re.compile(r'<script[^>]*id="wagtail-sidebar-props"[^>]*>(.*?)</script>', re.S), re.compile(r'"(/admin/[^"\s]*)"')
# Of these, what differs by a number only is the same page in another language, a picture in another size, or the same form for another thing.
ALIKE = ("/en/", "/media/", "/report/", "/my/", *COUNTED)
AT_ONCE, VARIANTS, MOST_QUESTIONS = 4, 2, 16


class Page(HTMLParser):
    """What a page says and where it leads."""

    def __init__(self, text: str) -> None:
        """Read the page."""
        super().__init__()
        self.title, self.headings, self.empty = "", 0, 0
        self.links: list[str] = []
        self.pictures: list[str] = []
        self.parts: set[str] = set()
        self.words: set[str] = set()
        self._open: list[tuple[str, bool]] = []
        self.feed(text)

    @property
    def _quiet(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link, a heading, what is said of a control."""
        given = {name: value or "" for name, value in attrs}
        quiet = self._quiet or tag in QUIET_TAGS or (given.get("lang") == "en" and tag != "html") or bool(QUIET_CLASSES & set(given.get("class", "").split()))
        if tag not in VOID:
            self._open.append((tag, quiet))
        self.headings += tag == "h1"
        self.parts.add(given.get("id", ""))
        if tag == "a":
            self._note_link(given.get("href", ""))
        if tag == "img" and given.get("src"):
            self.pictures.append(given["src"])
        if not quiet:
            self.words.update(word for name in SAID for word in WORD.findall(given.get(name, "")))

    def _note_link(self, target: str) -> None:
        if target in ("", "#") or target.startswith("javascript:"):
            self.empty += 1
        else:
            self.links.append(target)

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened."""
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        """Note the words."""
        if self._open and self._open[-1][0] == "title":
            self.title += data
        if not self._quiet:
            self.words.update(WORD.findall(data))

    @property
    def foreign(self) -> set[str]:
        """The words that are neither Chinese nor written so in Chinese."""
        return {word for word in self.words if word.lower() not in LATIN}


@dataclass
class Walk:
    """One person's walk. `hosts`: the names of the site's cities; all are asked at `site`. `known`: what is the same for all and was seen before.

    `sampled`: whether of addresses that differ by a number only a few are asked for, not each. `inside`: only from pages below these the walk
    goes on; where they lead is asked for all the same.
    """

    site: str
    who: str
    hosts: frozenset[str] = frozenset()
    cookie: str = ""
    known: frozenset[str] = frozenset()
    sampled: bool = False
    inside: tuple[str, ...] = ("/",)
    faults: list[str] = field(default_factory=list)
    answered: dict[str, int] = field(default_factory=dict)
    turned_away: list[str] = field(default_factory=list)
    pages: int = 0
    _kinds: Counter = field(default_factory=Counter)
    _line: threading.local = field(default_factory=threading.local)

    def over(self, *starts: str) -> "Walk":
        """Walk from these paths until nothing new is named."""
        with ThreadPoolExecutor(AT_ONCE) as several:
            going: set[Future] = set()
            found = [(urljoin(self.site, start), "the start") for start in starts]
            while found or going:
                for address, before in found:
                    if self._wanted(address):
                        going.add(several.submit(self._visit, address, before))
                done, going = wait(going, return_when=FIRST_COMPLETED) if going else (set(), set())
                found = [one for visit in done for one in visit.result()]
        return self

    def _wanted(self, address: str) -> bool:
        parts = urlsplit(address)
        if address in self.answered or address in self.known or parts.path.startswith(OUTSIDE):
            return False
        sampled = self.sampled or parts.path.startswith(ALIKE)
        path = NUMBER.sub("N", parts.path) if sampled else parts.path
        most = VARIANTS if parts.query or sampled else 1
        kind = (parts.netloc, path, *sorted({name for name, _ in parse_qsl(parts.query)}))
        place = (parts.netloc, path, "asked anything")
        if self._kinds[kind] >= most or (parts.query and self._kinds[place] >= MOST_QUESTIONS):
            return False
        self._kinds.update((kind, place))
        self.answered[address] = 0
        return True

    def _visit(self, address: str, before: str) -> list[tuple[str, str]]:
        """Ask for an address, read what comes; the addresses named there, each with where it was named."""
        try:
            status, kind, place, text = self._ask(address)
        except (OSError, http.client.HTTPException, UnicodeDecodeError) as error:
            self.faults.append(f"{address} does not answer ({error!r}), linked from {before}")
            return []
        self.answered[address] = status
        if status in (301, 302):
            target = urljoin(address, place)
            if urlsplit(target).path.startswith("/accounts/login/"):
                self.turned_away.append(address)
            if urlsplit(target).netloc not in self.hosts and not urlsplit(address).path.startswith(COUNTED):
                self.faults.append(f"{address} leads away to {target}, linked from {before}")
            return self._here([target], address)
        if status != 200:
            self.faults.append(f"{address} answers {status}, linked from {before}")
        return self._read(address, text) if kind == "text/html" and status == 200 else []

    def _ask(self, address: str) -> tuple[int, str, str, str]:
        """Status, kind, where it leads, and the text when it is a page. Several lines are kept open; one that was closed is opened again."""
        parts = urlsplit(address)
        headers = {"Host": parts.netloc, "Accept": "text/html,*/*", "Accept-Language": "zh-CN", **({"Cookie": self.cookie} if self.cookie else {})}
        for trial in (1, 2):
            line = getattr(self._line, "open", None) or http.client.HTTPConnection(urlsplit(self.site).netloc, timeout=60)
            self._line.open = line
            try:
                line.request("GET", parts._replace(scheme="", netloc="", fragment="").geturl() or "/", headers=headers)
                answer = line.getresponse()
                raw = answer.read()
            except (OSError, http.client.HTTPException):
                line.close()
                self._line.open = None
                if trial == 2:
                    raise
                continue
            kind = answer.headers.get_content_type()
            return answer.status, kind, answer.headers.get("Location", ""), raw.decode() if kind == "text/html" else ""
        raise AssertionError("unreachable")

    def _read(self, address: str, text: str) -> list[tuple[str, str]]:
        """Judge a page; the addresses it names."""
        self.pages += 1
        page, path = Page(text), urlsplit(address).path
        self.faults += [f"{address} {fault}" for fault in (() if path.startswith(ADMIN) else judged(page, path))]
        menu = MENU_LINK.findall(unescape("".join(MENU.findall(text)))) if path.startswith(ADMIN) else []
        found = [*page.links, *page.pictures, *menu] if path.startswith(self.inside) else []
        return self._here([one for one in found if not one.startswith("#")], address)

    def _here(self, targets: list[str], address: str) -> list[tuple[str, str]]:
        """Those of the addresses that are the site's own, whole and without a part."""
        whole = (urlsplit(urljoin(address, urllib.parse.quote(target, safe="%/:=&?~#+!$,;'@()*[]"))) for target in targets)
        return [(one._replace(fragment="").geturl(), address) for one in whole if one.netloc in self.hosts and one.scheme in ("http", "https")]


def judged(page: Page, path: str) -> list[str]:
    """What is wrong with a page of ours."""
    faults = [] if page.title.strip() else ["has no title"]
    if page.headings != 1:
        faults.append(f"has {page.headings} main headings")
    if page.empty:
        faults.append(f"has {page.empty} links that lead nowhere")
    faults += [f"links to its part {one}, which is not there" for one in page.links if one.startswith("#") and one[1:] not in page.parts]
    return faults + [f"says in English: {word}" for word in sorted(page.foreign if not path.startswith("/en/") else ())]


def enter(site: str, role: str) -> str:
    """Take a role's door of /demo/; the cookie of the session."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    with browser.open(f"{site}/demo/", timeout=60) as answer:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.read().decode())
    assert token, "no form at /demo/"
    sent = urllib.parse.urlencode({"role": role, "csrfmiddlewaretoken": token[1]}).encode()
    browser.open(urllib.request.Request(f"{site}/demo/", data=sent, headers={"Referer": f"{site}/demo/"}), timeout=60).close()
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)

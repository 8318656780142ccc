"""The light form of the page budgets: bytes and requests read from the HTML, and nothing that could make the page jump (POR-09)."""

import gzip
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from tests.home.visitors import visited
from tests.page_budgets import BUDGETS

pytestmark = pytest.mark.django_db
KILO = 1024
IMPORT = re.compile(r"""@import\s+url\(["']?([^"')]+)""")


@dataclass(slots=True)
class Weight:
    """What a page makes a browser fetch."""

    html: bytes
    files: dict[str, bytes] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)

    @property
    def sent(self) -> float:
        """Kilobytes over the line."""
        return sum(len(gzip.compress(part)) for part in (self.html, *self.files.values())) / KILO

    @property
    def whole(self) -> float:
        """Kilobytes unpacked."""
        return sum(len(part) for part in (self.html, *self.files.values())) / KILO

    @property
    def requests(self) -> int:
        """How many before anybody scrolls."""
        return 1 + len(self.files) + len(self.others)


def fetch(address: str, files: dict[str, bytes]) -> None:
    """Read a style sheet or script, and what a style sheet imports."""
    file = finders.find(address.removeprefix(settings.STATIC_URL))
    assert file, f"{address} is not ours"
    files[address] = Path(file).read_bytes()
    for name in IMPORT.findall(files[address].decode()) if address.endswith(".css") else ():
        fetch(urljoin(address, name), files)


def weigh(html: bytes) -> Weight:
    """The page, its style sheets and scripts, and the addresses of what else it asks for at once."""
    soup, found = BeautifulSoup(html, "html.parser"), Weight(html)
    for tag in soup.select("link[rel~=stylesheet], script[src]"):
        fetch(str(tag.get("href") or tag["src"]), found.files)
    found.others = {str(tag["src"]) for tag in soup.select("img[src]:not([loading=lazy])")} | {str(tag["hx-get"]) for tag in soup.select("[hx-trigger=load]")}
    return found


def jumps(soup: BeautifulSoup) -> list[str]:
    """What has no size before it has come, or comes from elsewhere and may change what stands there."""
    sized = [str(tag)[:120] for tag in soup.select("img, video, iframe") if not (tag.get("width") and tag.get("height"))]
    foreign = [str(tag)[:120] for tag in soup.select("script[src], link[rel~=stylesheet], img[src], iframe") if not _own(tag)]
    blocking = [
        str(tag)[:120] for tag in soup.select("script[src]") if not (tag.has_attr("defer") or tag.has_attr("async")) and "theme.js" not in str(tag["src"])
    ]
    return [*sized, *foreign, *blocking, *(str(tag)[:120] for tag in soup.select("[style], style, [onclick], [onload]"))]


def _own(tag: Tag) -> bool:
    return str(tag.get("href") or tag.get("src") or "").startswith("/")


def test_every_kind_of_page_stays_within_its_budget():
    over = []
    for kind, path in visited():
        answer = Client().get(path)
        assert answer.status_code == 200, path
        found, budget = weigh(answer.content), BUDGETS[kind]
        for name in ("sent", "whole", "requests"):
            if getattr(found, name) > getattr(budget, name):
                over.append(f"{kind} {path}: {name} {getattr(found, name):.1f} > {getattr(budget, name)}")
    assert not over, "\n".join(over)


def test_nothing_on_a_page_makes_it_jump_or_comes_from_elsewhere():
    found = {path: jumps(BeautifulSoup(Client().get(path).content, "html.parser")) for _, path in visited()}
    assert not any(found.values()), {path: what for path, what in found.items() if what}


def test_what_is_too_heavy_or_jumps_is_found():
    html = b'<link rel="stylesheet" href="/static/core/site.css"><img src="/a.png"><img src="https://elsewhere.example/b.png" width="1" height="1">'
    assert weigh(html).requests == 4 and weigh(html).whole > 10
    assert len(jumps(BeautifulSoup(html, "html.parser"))) == 2

"""The admin speaks Chinese: every sentence of the parts of Wagtail that staff meet has a translation, the compiled files are those of the text,
and a walk over the screens of several roles meets no English word.
"""

import os
import re
from collections import deque
from html import unescape
from pathlib import Path

import polib
import pytest
import wagtail
from bs4 import BeautifulSoup, Comment
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail import hooks
from wagtail.admin.icons import get_icons

from core.admin import StaffIndexView
from tests.cms.bulletins.factories import make_bulletin
from tests.cms.factories import article
from tests.marketplace.catalog.factories import make_landing
from tests.marketplace.factories import make_application, make_enquiry, make_enterprise, make_listing
from tests.members.factories import make_staff, make_user

ROOT = Path(__file__).resolve().parents[2]
WAGTAIL = Path(wagtail.__file__).parent
PARTS = ["", "admin", "users", "images", "documents", "snippets", "contrib/redirects", "contrib/forms", "contrib/settings", "sites"]
OURS = {"django": ROOT / "home/locale/zh_Hans/LC_MESSAGES", "djangojs": ROOT / "locale/zh_Hans/LC_MESSAGES"}


def said(part: str, domain: str, language: str) -> polib.POFile:
    """A catalogue of Wagtail."""
    return polib.pofile(str(WAGTAIL / part / "locale" / language / f"LC_MESSAGES/{domain}.po"))


@pytest.mark.parametrize(("part", "domain"), [*((part, "django") for part in PARTS), ("admin", "djangojs")])
def test_every_sentence_has_a_translation(part, domain):
    known = {
        (entry.msgid, entry.msgctxt) for entry in [*said(part, domain, "zh_Hans"), *polib.pofile(str(OURS[domain] / f"{domain}.po"))] if entry.translated()
    }
    silent = [entry.msgid for entry in said(part, domain, "en") if not entry.obsolete and (entry.msgid, entry.msgctxt) not in known]
    assert silent == []


@pytest.mark.parametrize("domain", OURS)
def test_compiled_files_are_those_of_the_text(domain):
    text, compiled = polib.pofile(str(OURS[domain] / f"{domain}.po")), polib.mofile(str(OURS[domain] / f"{domain}.mo"))
    assert {entry.msgid: entry.msgstr or entry.msgstr_plural for entry in text} == {entry.msgid: entry.msgstr or entry.msgstr_plural for entry in compiled}


def test_ours_come_before_wagtails():
    with translation.override("zh-hans"):
        assert translation.gettext("Search all pages…") == "搜全部页面"


@pytest.mark.django_db
def test_the_admin_has_our_mark_and_none_of_wagtails_news(client):
    client.force_login(make_staff("publisher"))
    text = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "有邻后台" in text
    assert "core/art/mark.svg" in text
    assert "whats-new" not in text
    assert "<title>" in text and "- Wagtail</title>" not in text


# Written so in Chinese too, our name for programmers' places, units and kinds of files.
WRITTEN_SO = {
    "api",
    "csv",
    "xlsx",
    "gb",
    "html",
    "icp",
    "id",
    "ip",
    "json",
    "kb",
    "mb",
    "postgresql",
    "redis",
    "elasticsearch",
    "rss",
    "seo",
    "sms",
    "url",
    "webp",
}
WRITTEN_SO |= {"gif", "jpg", "jpeg", "png", "avif", "heic", "svg", "pdf", "aa", "aaa"}
WORD = re.compile(r"[A-Za-z]{2,}")
# Addresses, and names that programs go by: search.rebuild, licence.pdf, manage.py doctor.
CODES = re.compile(r"https?://\S+|/\S+|manage\.py [a-z ]+|\b[a-z_]+(?:\.[a-z_]+)+\b|角色 app\b|Celery beat")
SAID = ("alt", "aria-label", "placeholder", "title")
# Not pages to read: files, answers for scripts, doors out of the admin.
OUTSIDE = ("/admin/logout/", "/admin/api/", "/admin/bulk/", "/admin/account/")
WALKED = 70


def foreign(text: str) -> set[str]:
    """The English words that people read on a page or hear of it. `code` holds what programs go by, fields what somebody has typed."""
    page = BeautifulSoup(text, "html.parser")
    body = page.body or page
    for quiet in [
        *body.find_all(["script", "noscript", "style", "code", "template", "svg", "textarea", "w-userbar"]),
        *body.select(".number, .staff-number, [data-side-panel-toggle-counter]"),
    ]:
        quiet.decompose()
    read = [str(found) for found in body.find_all(string=True) if not isinstance(found, Comment)]
    read += [str(tag[name]) for tag in body.find_all(True) for name in SAID if tag.get(name)]
    read.append(page.title.get_text() if page.title else "")
    return {word for said_here in read for word in WORD.findall(CODES.sub("", said_here)) if word.lower() not in WRITTEN_SO}


def links(text: str) -> list[str]:
    """The places in the admin that a page or its menu (data of a script) leads to."""
    found = re.findall(r'"(/admin/[^"?#\s]*)', unescape(text))
    return [path for path in dict.fromkeys(found) if path.endswith("/") and not path.startswith(OUTSIDE)]


@pytest.fixture
def busy_office() -> None:
    """Something to see on each screen."""
    make_application()
    listing = make_listing(enterprise=make_enterprise(make_user(name="赵安")))
    make_enquiry(listing=listing)
    article("供暖首周，暖气漏水报修涨了四成")
    make_bulletin(state="pending")
    make_landing()


LEAST = {"administrator": 25, "editor": 15, "publisher": 20, "operator": 4, "leader": 10, "auditor": 4}


@pytest.mark.django_db
def test_every_screen_speaks_chinese(client, busy_office):
    """In the quick form a kind of screen is read with the first role that gets there, and the front page with each; NIGHTLY=1 reads all with all."""
    read: set[str] = set()
    pages, faults = {}, []
    for role in LEAST:
        client.force_login(make_staff(role, name="林静"))
        pages[role] = _walk(client, read if not os.environ.get("NIGHTLY") else set(), faults)
    print(pages)
    assert not faults, "\n".join(faults)
    assert pages["administrator"] >= LEAST["administrator"] and all(pages.values()) and len(read) >= 60
    assert not os.environ.get("NIGHTLY") or all(pages[role] >= least for role, least in LEAST.items())


def _walk(client: Client, kinds: set[str], faults: list[str]) -> int:
    """Read every kind of screen that is not among `kinds` yet, from the front page on; how many were read."""
    waiting, pages = deque(["/admin/"]), 0
    while waiting and pages < WALKED:
        path = waiting.popleft()
        kind = re.sub(r"\d+", "N", path)
        if kind in kinds and path != "/admin/":
            continue
        answer = client.get(path)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        kinds.add(kind)
        pages, text = pages + 1, answer.content.decode()
        faults += [f"{path}: {word}" for word in sorted(foreign(text))]
        waiting.extend(link for link in links(text) if link != "/admin/")
    return pages


def test_every_entry_of_the_menu_and_every_heading_has_a_picture_that_exists():
    drawn = set(re.findall(r'id="icon-([a-z0-9-]+)"', get_icons()))
    entries = [hook() for hook in hooks.get_hooks("register_admin_menu_item")]
    asked = {f"{entry.label}: {entry.icon_name}" for entry in entries if entry.icon_name and entry.icon_name not in drawn}
    views = [view for view in _below(StaffIndexView) if view.header_icon and view.header_icon not in drawn]
    assert not asked and not views and len(entries) > 30


def _below(kind: type) -> list[type]:
    return [found for one in kind.__subclasses__() for found in (one, *_below(one))]

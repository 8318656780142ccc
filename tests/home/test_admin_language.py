"""The admin speaks Chinese: every sentence of the parts of Wagtail that staff meet has a translation, and the compiled files are those of the text."""

from pathlib import Path

import polib
import pytest
import wagtail
from django.urls import reverse
from django.utils import translation

from tests.members.factories import make_staff

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

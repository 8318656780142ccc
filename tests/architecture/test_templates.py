"""Pages under the strict policy: no script, style or handler inside the page; nothing is fetched from elsewhere."""

import re
from pathlib import Path

import pytest

from tests.architecture import source

# Wagtail's admin has a policy of its own; mails have no policy.
EXEMPT = {"wagtailadmin", "wagtailusers", "wagtailimages", "mail", "email"}
FORBIDDEN = {
    "style element": re.compile(r"<style[\s>]", re.IGNORECASE),
    "style attribute": re.compile(r"<[^>{]*\sstyle\s*=", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)[^>]*>", re.IGNORECASE),
    "event handler": re.compile(r"<[^>{]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "from elsewhere": re.compile(r"<(script|img|iframe|source|video|audio)[^>]*\ssrc\s*=\s*[\"'](https?:)?//", re.IGNORECASE),
    "style sheet from elsewhere": re.compile(r"<link[^>]*stylesheet[^>]*(https?:)?//", re.IGNORECASE),
    "hx-on": re.compile(r"\shx-on[:-]", re.IGNORECASE),
}


def templates() -> list[Path]:
    """Our templates of the public site."""
    return [path for path in source.files("templates/**/*.html") if not EXEMPT & set(path.parts)]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_templates_keep_to_the_policy(what):
    found = []
    for path in templates():
        text = path.read_text(encoding="utf-8")
        found += [source.short(path, text.count("\n", 0, match.start()) + 1) for match in FORBIDDEN[what].finditer(text)]
    assert found == []

"""Pages under the strict policy: no script, style or handler inside the page; nothing is fetched from elsewhere."""

import re
import tomllib
from pathlib import Path

import pytest

from core.favourites import queries as favourites
from dispatch.flags import queries as flags
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


LOADED = re.compile(r"{% load ([^%]*?)(?: from (\w+))? %}")


def _layers() -> dict[str, int]:
    """Module → how far down it lies, from the contracts of pyproject.toml: the folders, and the slices of the marketplace."""
    contracts = tomllib.loads((source.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    found: dict[str, int] = {}
    for name, prefix in (("Downwards only", ""), ("Marketplace slices", "marketplace.")):
        layers = next(one["layers"] for one in contracts if one["name"] == name)
        found |= {prefix + part.strip(" ()"): depth for depth, layer in enumerate(layers) for part in layer.split("|")}
    return found


def _loads() -> list[tuple[str, str, str]]:
    """Template, the slice it belongs to, and the slice of each of our tag libraries that it loads."""
    owners = {path.stem: source.short(path).split("/templatetags/")[0].replace("/", ".") for path in source.files("templatetags/*.py")}
    found = []
    for path in source.files("templates/**/*.html"):
        short = source.short(path)
        for names, library in LOADED.findall(path.read_text(encoding="utf-8")):
            found += [
                (short, short.split("/templates/")[0].replace("/", "."), owners[one]) for one in ([library] if library else names.split()) if one in owners
            ]
    return found


def test_a_template_loads_no_tags_of_a_slice_above_it():
    """What stands above puts itself on a page by core.additions."""
    depth, loads = _layers(), _loads()
    assert len(loads) > 50
    upward = [(template, owner) for template, own, owner in loads if depth[owner.split(".")[0]] < depth[own.split(".")[0]]]
    upward += [
        (template, owner) for template, own, owner in loads if own in depth and owner in depth and "." in own and "." in owner and depth[owner] < depth[own]
    ]
    assert upward == []


KEPT = re.compile(r"""(?:keep\.html" with kind=|favourites:save' |flags:report' )["']([a-z]+)["']""")


def test_what_a_page_offers_to_save_or_report_can_be_saved_and_reported():
    offered = {(found[0].partition("'")[0], found[1]) for path in templates() for found in KEPT.finditer(path.read_text(encoding="utf-8"))}
    assert {kind for _, kind in offered} >= {"listing", "worker", "lesson", "rating"}
    assert {kind for where, kind in offered if "report" not in where} <= set(favourites.KINDS)
    assert {kind for where, kind in offered if "save" not in where} <= set(flags.KINDS)

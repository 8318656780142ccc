"""W2 in Chromium: 300 payloads in every field that a page shows; nothing runs, loads or stands where it could, in public and staff pages.

The quick form shows one payload of each family in one round; NIGHTLY=1 all of them, twelve in a round.
"""

import os

import pytest
from django.test import Client
from playwright.sync_api import Browser

from cms.articles.models import ArticlePage
from tests.rights import payload_families as families
from tests.rights.asking import Answer, ask, client_of, rolled_back
from tests.rights.judge import Judge
from tests.rights.payloads import MARK, PAYLOADS
from tests.rights.test_escaping import EVERYTHING, pages, poison
from tests.rights.world import World

FAMILIES = (families.SCRIPTS, families.ENDS, families.HANDLERS, families.SVG_AND_MATH, families.MUTATIONS, families.ADDRESSES)
FAMILIES += (families.PLACES, families.STYLES, families.QUOTES, families.TEMPLATES, families.LETTERS, families.POLYGLOTS)
ONE_OF_EACH = tuple(min(family, key=len) for family in FAMILIES)
ROUNDS = [EVERYTHING[start : start + 12] for start in range(0, len(EVERYTHING), 12)] if os.environ.get("NIGHTLY") else [ONE_OF_EACH]
# Pages that only repeat what others show; the quick form leaves them to the night.
SAMPLE = 1 if os.environ.get("NIGHTLY") else 3


def answers(world: World, batch: tuple[str, ...]) -> list[tuple[str, Answer]]:
    """Every page that shows them."""
    found, clients = [], {}
    with rolled_back():
        ids = poison(world, batch)
        for role, paths in pages(ids, ArticlePage.objects.get(pk=ids["page"])).items():
            browser: Client = clients.setdefault(role, client_of(world, role))
            found += [(f"{role} {path}", ask(browser, "GET", path)) for path in paths[::SAMPLE]]
    return found


@pytest.mark.parametrize("batch", ROUNDS, ids=[str(number) for number in range(len(ROUNDS))])
def test_no_browser_runs_what_people_write(batch: tuple[str, ...], world: World, browser: Browser, record_property) -> None:
    asked, shown, broken = 0, 0, []
    with Judge(browser) as judge:
        for name, answer in answers(world, batch):
            if answer.status != 200 or "html" not in answer.headers.get("Content-Type", ""):
                continue
            asked, shown = asked + 1, shown + (MARK.encode() in answer.body)
            if found := judge.look_at(answer.path, answer.body):
                broken.append(f"{name}: {found[:3]}")
    record_property("cells", asked)
    print(f"{len(batch)} payloads on {asked} pages, shown on {shown}")
    assert broken == []
    assert asked > 18
    assert shown > asked / 3


def test_the_browser_runs_them_when_nothing_escapes_them(browser: Browser) -> None:
    """The twin: without escaping most of them run or stand ready in this very judge (the rest needs an old browser, or a template language)."""
    chosen = EVERYTHING if os.environ.get("NIGHTLY") else EVERYTHING[::8]
    with Judge(browser) as judge:
        seen = [text for text in chosen if judge.look_at("/", f"<!doctype html><p title=\"{text}\">{text}</p><p title='{text}'>x</p>".encode())]
    print(f"{len(seen)} of {len(chosen)} seen")
    assert len(seen) > len(chosen) * 0.6


def test_there_are_three_hundred() -> None:
    assert len(set(EVERYTHING)) == len(EVERYTHING) >= 300
    assert set(PAYLOADS) <= set(EVERYTHING)

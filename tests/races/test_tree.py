"""B8: sixteen editors create, move and delete pages at once; the tree stays sound, every address is that of its place, nobody meets an error.

The quick form takes a few steps of each; NIGHTLY=1 takes a hundred. Moves and deletions go through the admin, as editors send them.
"""

import os
import random

from django.conf import settings
from django.db.models import Count
from django.test import Client
from wagtail.models import Page, PageLogEntry

from cms.articles.models import ArticlePage, SectionPage
from core.errors import Conflict
from tests.cms.factories import section
from tests.members.factories import make_staff
from tests.races.harness import Outcomes, must_show, paused, race, without
from tests.rights.world import session_of

EDITORS = 16
STEPS = 100 if os.environ.get("NIGHTLY") else 3
SECTIONS = ("industry", "society")
FINE = {200, 302, 404, 409}


def news(number: int, step: int) -> None:
    """A new article; the section's object is as old as the editor's page."""
    page = ArticlePage(title=f"第 {number} 位编辑的第 {step} 篇", slug=f"race-{number}-{step}", intro="赛跑。", live=True)
    section(random.choice(SECTIONS)).add_child(instance=page)


def anybodys() -> ArticlePage | None:
    """An article of the race, whoever wrote it."""
    found = list(ArticlePage.objects.filter(slug__startswith="race-").values_list("pk", flat=True)[:200])
    return ArticlePage.objects.filter(pk=random.choice(found)).first() if found else None


def step_of(browser: Client, number: int, step: int) -> int:
    """Create, move, save or delete; the status of the answer."""
    page = anybodys()
    what = random.choice(("create", "create", "move", "move", "save", "delete"))
    try:
        if page is None or what == "create":
            news(number, step)
        elif what == "move":
            target = SectionPage.objects.get(section=random.choice(SECTIONS), alias_of=None)
            return browser.post(f"/admin/pages/{page.pk}/move/{target.pk}/confirm/").status_code
        elif what == "delete":
            return browser.post(f"/admin/pages/{page.pk}/delete/").status_code
        else:
            page.intro = f"改过 {number}-{step}"
            page.save()
    except Conflict:
        return 409
    return 200


def editor(sessions: list[str], seed: int):
    """One editor, with a browser of her own."""

    def works(number: int) -> list[int]:
        random.seed(seed + number)
        browser = Client(raise_request_exception=False)
        browser.cookies[settings.SESSION_COOKIE_NAME] = sessions[number]
        return [step_of(browser, number, step) for step in range(STEPS)]

    return works


def problems() -> list[str]:
    """What is wrong with the tree: Wagtail's own check, two pages in one place, an address that is not that of its place."""
    found = [f"{name}: {rows}" for name, rows in zip(("characters", "steps", "orphans", "depths", "children"), Page.find_problems(), strict=True) if rows]
    by_path = {page.path: page for page in Page.objects.only("path", "url_path", "slug", "depth")}
    for path, page in by_path.items():
        above = by_path.get(path[: -Page.steplen])
        if above is not None and page.url_path != f"{above.url_path}{page.slug}/":
            found.append(f"{page.url_path} stands below {above.url_path}")
    return found


def warm_up(session: str) -> None:
    """Load the admin's addresses and templates once here instead of in every process."""
    browser, page = Client(), ArticlePage.objects.filter(slug__startswith="race-").first()
    browser.cookies[settings.SESSION_COOKIE_NAME] = session
    for path in (f"move/{section('society').pk}/confirm/", "delete/"):
        assert browser.post(f"/admin/pages/{page.pk}/{path}").status_code == 302


def compete(editors: int, seed: int) -> Outcomes:
    """The editors at work."""
    sessions = [session_of(make_staff("administrator", name=f"编辑 {number}")) for number in range(editors)]
    for code in SECTIONS:
        for step in range(3):
            section(code).add_child(instance=ArticlePage(title="先有的一篇", slug=f"race-first-{seed}-{code}-{step}", intro="先有。", live=True))
    warm_up(sessions[0])
    return race(editor(sessions, seed), contenders=editors, timeout=150 + 10 * STEPS)


def test_the_tree_stays_sound_under_sixteen_editors(fresh_db: str, record_property) -> None:
    outcomes = compete(EDITORS, seed=20261122)
    assert outcomes.errors == {}, [each.message for each in outcomes.failed][:3]
    statuses = [status for each in outcomes.all for status in each.value]
    record_property("steps", len(statuses))
    assert len(statuses) == EDITORS * STEPS
    assert set(statuses) <= FINE
    assert statuses.count(200) + statuses.count(302) > len(statuses) * 0.7
    done = dict(PageLogEntry.objects.values_list("action").annotate(times=Count("pk")))
    print("done by editors:", done, "answers:", {status: statuses.count(status) for status in FINE})
    assert done.get("wagtail.move", 0) + done.get("wagtail.reorder", 0) > EDITORS * STEPS / 12
    assert done.get("wagtail.delete", 0) > 0
    assert problems() == []


def shuffle(number: int) -> None:
    """Half of them move a page to the other section and back, the others save the same page."""
    page = ArticlePage.objects.get(slug=f"shared-{number // 2}")
    for turn in range(3):
        if number % 2:
            page.intro = f"第 {turn} 次"
            page.save()
        else:
            ArticlePage.objects.get(pk=page.pk).move(section(SECTIONS[(turn + 1) % 2]), pos="last-child")


def shared_articles() -> None:
    for number in range(3):
        section("industry").add_child(instance=ArticlePage(title="大家都改的一篇", slug=f"shared-{number}", intro="一句。", live=True))


def test_saving_a_page_never_puts_it_back(fresh_db: str) -> None:
    shared_articles()
    outcomes = race(shuffle, contenders=6)
    assert outcomes.errors == {}
    assert problems() == []


def test_twin_without_the_lock_breaks_the_tree(fresh_db: str) -> None:
    shared_articles()
    with without("core.tree.take"), paused("core.tree.renew", after=0.03):
        shown = must_show(lambda: race(shuffle, contenders=6), lambda outcomes: bool(outcomes.failed or problems()))
    assert shown.failed or problems()

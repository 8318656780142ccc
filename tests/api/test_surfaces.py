"""W1: what the public may not see is on no surface: page, lists, API, search, suggestions, counts, facets, sitemap, feed, content API.

One generated test: things × states. Each thing is first met on every surface it belongs to (else the test proves nothing), so that
stored bytes and the search projection know it; then it is hidden, the outbox is drained, and it must be gone everywhere. What is
hidden from the beginning must never appear.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils.http import urlencode
from wagtail.models import Page, PageViewRestriction

from cms.articles.models import ArticlePage
from core import clock
from core.access import system_actor
from core.content import bump
from core.outbox import publish
from core.outbox.testing import drain_all
from marketplace.enterprises.events import ENTERPRISE_CHANGED
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.services import suspend
from marketplace.listings import services as listings
from marketplace.listings.events import LISTING_CHANGED
from marketplace.listings.models import Listing
from members.services import suspend_account
from search.tasks import refresh_due
from tests.cms.factories import article, draft_article
from tests.marketplace.factories import SYSTEM, category, make_enterprise, make_listing, moderation
from tests.members.factories import actor_for, make_staff, make_user

pytestmark = pytest.mark.django_db
WORD = "琉璃螺钿"
NOTE = "不符合规定，请先核实。"


@dataclass(slots=True)
class Thing:
    """Something public: where its own page is, and the other pages that would name it."""

    row: Any
    path: str
    api: str
    lists: list[str]
    kind: str

    @property
    def number(self) -> int:
        """Its id."""
        return self.row.pk


def a_listing(**fields: Any) -> Thing:
    """An offer of an admitted enterprise, or a member's."""
    row = make_listing(title=f"{WORD}清洗", **fields)
    places = [
        "/listings/",
        "/listings/?side=offer",
        f"/listings/?category={row.category.slug}",
        f"/services/{row.category.slug}/",
        f"/services/{row.category.parent.slug}/",
    ]
    places += [f"/enterprises/{row.enterprise_id}/"] if row.enterprise_id else []
    return Thing(row, f"/listings/{row.pk}/", f"/api/v1/listings/{row.pk}/", places, "listing")


def offer() -> Thing:
    """By an enterprise."""
    found = a_listing(enterprise=make_enterprise())
    bump("listings")
    return found


def need() -> Thing:
    """By a member."""
    found = a_listing(author=make_user())
    bump("listings")
    _say_changed(found)
    return found


def enterprise() -> Thing:
    """An admitted enterprise."""
    row = make_enterprise(legal_name=f"北京{WORD}家政服务有限公司", short_name=f"{WORD}家政")
    return Thing(row, f"/enterprises/{row.pk}/", f"/api/v1/enterprises/{row.pk}/", ["/enterprises/", f"/enterprises/?category={category().slug}"], "enterprise")


def news() -> Thing:
    """A published article."""
    row = article(f"{WORD}怎么擦", tags=[])
    return Thing(row, row.get_url_parts()[2], f"/api/content/v2/pages/{row.pk}/", ["/news/", "/news/industry/", "/news/feed/", "/news/feed/atom/"], "article")


# ---- surfaces -----------------------------------------------------------------------------------------------------------------------


def surfaces(thing: Thing, browser: Client) -> dict[str, bool]:
    """Every place where it may be met, and whether it is met there."""
    drain_all()
    refresh_due()
    named = {path: WORD in _text(browser, path) for path in ["/", *thing.lists]}
    if thing.kind == "enterprise":
        del named["/"]  # the front page shows a few of them
    api_list = {"listing": "/api/v1/listings/", "enterprise": "/api/v1/enterprises/", "article": "/api/content/v2/pages/?type=articles.ArticlePage&fields=*"}[
        thing.kind
    ]
    found = _search(browser)
    return {
        **named,
        "page": browser.get(thing.path).status_code == 200 and WORD in _text(browser, thing.path),
        "api": browser.get(thing.api).status_code == 200,
        "api list": WORD in _text(browser, api_list),
        "sitemap": any(f"{thing.path}<" in _text(browser, place) for place in _sitemaps(browser)),
        "search page": f'href="{thing.path}"' in _text(browser, f"/search/?{urlencode({'q': WORD})}"),
        "search": any(item["url"].endswith(thing.path) for item in found["items"]),
        "search count": found["count"] > 0,
        "search facets": any(value["count"] for values in found["facets"].values() for value in values),
        "search by type": bool(_search(browser, type=thing.kind)["count"]),
        **_suggested(thing, browser),
        **_of_kind(thing, browser),
    }


def _text(browser: Client, path: str) -> str:
    response = browser.get(path)
    return response.content.decode()


def _search(browser: Client, **query: str) -> dict[str, Any]:
    response = browser.get("/api/v1/search/", {"q": WORD, **query})
    assert response.status_code == 200, response.content
    return response.json()


def _sitemaps(browser: Client) -> list[str]:
    return [address.split("testserver", 1)[-1].replace("http://localhost", "") for address in re.findall(r"<loc>([^<]+)</loc>", _text(browser, "/sitemap.xml"))]


def _suggested(thing: Thing, browser: Client) -> dict[str, bool]:
    """Listings are not suggested by their titles; enterprises and articles are."""
    met = {
        "suggestion": WORD in browser.get("/api/v1/search/suggest/", {"q": WORD[:2]}).content.decode(),
        "suggestion fragment": WORD in re.sub("</?mark>", "", _text(browser, f"/search/suggest/?{urlencode({'q': WORD[:2]})}")).replace(f'value="{WORD}', ""),
    }
    return {} if thing.kind == "listing" else met


def _of_kind(thing: Thing, browser: Client) -> dict[str, bool]:
    if thing.kind == "listing":
        asking = Client()
        asking.force_login(make_user(name="问的人"))
        owned = (
            {"api list of its enterprise": WORD in _text(browser, f"/api/v1/listings/?enterprise={thing.row.enterprise_id}")} if thing.row.enterprise_id else {}
        )
        return {
            "enquiry page": asking.get(f"{thing.path}enquire/").status_code == 200,
            "api as another member": asking.get(thing.api).status_code == 200,
            **owned,
        }
    if thing.kind == "article":
        neighbour = ArticlePage.objects.exclude(pk=thing.number).get()
        find = browser.get("/api/content/v2/pages/find/", {"html_path": thing.path})
        return {"neighbour": WORD in _text(browser, neighbour.get_url_parts()[2]), "api find": find.status_code == 302, "api total": _total(browser) == 2}
    return {}


def _total(browser: Client) -> int:
    return browser.get("/api/content/v2/pages/", {"type": "articles.ArticlePage"}).json()["meta"]["total_count"]


def met(thing: Thing, browser: Client) -> set[str]:
    """Where it is met."""
    return {place for place, there in surfaces(thing, browser).items() if there}


# ---- ways to hide ---------------------------------------------------------------------------------------------------------------------


def _to(state: str) -> Callable[[Thing], None]:
    """Straight into a state, as an import or a repair by hand would."""

    def change(thing: Thing) -> None:
        type(thing.row).objects.filter(pk=thing.number).update(state=state)
        bump("listings", "enterprises", f"listing:{thing.number}")
        _say_changed(thing)

    return change


def _say_changed(thing: Thing) -> None:
    if thing.kind == "listing":
        publish(LISTING_CHANGED, key=f"listing:{thing.number}", listing_id=thing.number)
    else:
        publish(ENTERPRISE_CHANGED, key=f"enterprise:{thing.number}", enterprise_id=thing.number)


def _listing_step(service: Callable[..., Any], **options: Any) -> Callable[[Thing], None]:
    def change(thing: Thing) -> None:
        service(Listing.objects.get(pk=thing.number), actor=SYSTEM, now=clock.now(), **options)

    return change


def _edit_under_moderation(thing: Thing) -> None:
    """A change by its owner sends it back to the queue."""
    moderation(on=True)
    row = Listing.objects.get(pk=thing.number)
    owner = row.author if row.author_id else row.enterprise.applicant
    listings.edit_listing(row, actor=actor_for(owner), now=clock.now(), description="换一段说明。")


def _time_passes(thing: Thing) -> None:
    """Its time is over; no job has noticed. (The stored bytes ended with it: here the moment is moved, so their scope is raised.)"""
    if thing.kind == "listing":
        Listing.objects.filter(pk=thing.number).update(expires_at=clock.now() - timedelta(seconds=1))
        bump("listings", f"listing:{thing.number}")
        _say_changed(thing)
    else:
        Page.objects.filter(pk=thing.number).update(expire_at=clock.now() - timedelta(seconds=1))


def _suspend_enterprise(thing: Thing) -> None:
    number = thing.row.enterprise_id if thing.kind == "listing" else thing.number
    suspend(Enterprise.objects.get(pk=number), actor=actor_for(make_staff("leader")), now=clock.now(), note=NOTE)


def _suspend_author(thing: Thing) -> None:
    suspend_account(thing.row.author, reason=NOTE, actor=system_actor(), now=clock.now())


def _restrict(kind: str, *, above: bool = False) -> Callable[[Thing], None]:
    def change(thing: Thing) -> None:
        page = Page.objects.get(pk=thing.number)
        made = PageViewRestriction.objects.create(
            page=page.get_parent() if above else page, restriction_type=kind, password="kaimen" if kind == "password" else ""
        )
        if kind == "groups":
            made.groups.add(Group.objects.create(name="读者"))

    return change


def _delete(thing: Thing) -> None:
    ArticlePage.objects.get(pk=thing.number).delete()


HIDING: dict[str, tuple[Callable[[], Thing], Callable[[Thing], None]]] = {
    **{f"offer {state}": (offer, _to(state)) for state in ("draft", "pending", "returned", "paused", "expired", "closed", "hidden")},
    "offer over time": (offer, _time_passes),
    "offer paused by its people": (offer, _listing_step(listings.pause)),
    "offer closed by its people": (offer, _listing_step(listings.close)),
    "offer hidden by staff": (offer, _listing_step(listings.hide, note=NOTE)),
    "offer changed under moderation": (offer, _edit_under_moderation),
    "offer of a suspended enterprise": (offer, _suspend_enterprise),
    "need of a suspended account": (need, _suspend_author),
    "need over time": (need, _time_passes),
    "need changed under moderation": (need, _edit_under_moderation),
    **{f"enterprise {state}": (enterprise, _to(state)) for state in ("draft", "submitted", "rejected", "suspended")},
    "enterprise suspended by staff": (enterprise, _suspend_enterprise),
    # The other states of an article: tests/api/test_private_cells.py.
    "article in a private section": (news, _restrict("login", above=True)),
    "article deleted": (news, _delete),
}
# What belongs to a whole section is gone with it.
WITH_ITS_SECTION = {"article in a private section"}


# A restricted page asks for what it wants, a moved one leads to where it asks.
LED_ASIDE = {"article in a private section": {302}}


@pytest.mark.parametrize("way", HIDING)
def test_what_is_hidden_is_gone_from_every_surface(way: str):
    make, hide = HIDING[way]
    article("旁边的一篇")
    browser, thing = Client(), make()
    missing = {place for place, there in surfaces(thing, browser).items() if not there}
    assert missing == set(), "not met where it belongs: the test would prove nothing"
    hide(thing)
    gone = browser.get(thing.path)
    left = met(thing, browser)
    assert left - ({"neighbour"} if way in WITH_ITS_SECTION else set()) == set()
    assert gone.status_code in (LED_ASIDE.get(way, {404}))
    assert WORD not in gone.content.decode() + browser.get(thing.path, follow=True).content.decode()
    nobody = make_user(name="旁人")
    other = Client()
    other.force_login(nobody)
    if thing.kind != "article":
        nowhere = re.sub(r"\d+", "999999937", thing.path)
        assert other.get(thing.path).content == other.get(nowhere).content
        assert (browser.get(thing.api).status_code, browser.get(thing.api).content) == (404, browser.get(re.sub(r"/\d+/", "/999999937/", thing.api)).content)


def never_published() -> Thing:
    """A draft that nobody has published."""
    row = draft_article(f"{WORD}草稿")
    return Thing(row, row.get_url_parts()[2], f"/api/content/v2/pages/{row.pk}/", ["/news/", "/news/industry/", "/news/feed/", "/news/feed/atom/"], "article")


def scheduled() -> Thing:
    """Approved for tomorrow."""
    row = draft_article(f"{WORD}预告", go_live_at=clock.now() + timedelta(days=1))
    row.get_latest_revision().publish()
    return Thing(row, row.get_url_parts()[2], f"/api/content/v2/pages/{row.pk}/", ["/news/", "/news/industry/", "/news/feed/", "/news/feed/atom/"], "article")


def changed_draft() -> Thing:
    """A published article whose new text waits."""
    row = article("公开的标题")
    row.title, row.intro = f"{WORD}新标题", f"{WORD}新导语"
    row.save_revision()
    return Thing(row, row.get_url_parts()[2], "/api/content/v2/pages/999999937/", ["/news/", "/news/industry/", "/news/feed/"], "article")


def unmoderated() -> Thing:
    """Posted by a member while moderation is on."""
    moderation(on=True)
    return a_listing(author=make_user(), state="pending", published_at=None, expires_at=None)


def unapproved_enterprise() -> Thing:
    """An enterprise that waits, with a listing that pretends to be published."""
    found = enterprise()
    _to("submitted")(found)
    return found


def of_unapproved_enterprise() -> Thing:
    """Published in name only: its enterprise waits."""
    found = offer()
    Enterprise.objects.filter(pk=found.row.enterprise_id).update(state="submitted")
    bump("enterprises", "listings")
    return found


NEVER = {
    "draft": never_published,
    "scheduled": scheduled,
    "changed draft": changed_draft,
    "unmoderated": unmoderated,
    "unapproved": unapproved_enterprise,
    "listing of unapproved": of_unapproved_enterprise,
}


@pytest.mark.parametrize("way", NEVER)
def test_what_was_never_public_is_nowhere(way: str):
    article("旁边的一篇") if way != "changed draft" else None
    thing, browser = NEVER[way](), Client()
    if way == "changed draft":
        article("旁边的一篇")
        left = {
            path for path in ["/", thing.path, *thing.lists, f"/api/content/v2/pages/{thing.number}/", "/api/content/v2/pages/"] if WORD in _text(browser, path)
        }
        drain_all()
        assert (left, _search(browser)["count"]) == (set(), 0)
    else:
        assert met(thing, browser) - {"api total", "neighbour"} == set()

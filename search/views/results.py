"""The results page and the suggestions under the search box. Everything is a link: it works without JavaScript and can be shared."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import cities, clock
from core.errors import Invalid
from core.language import is_english, names
from marketplace.listings.queries.shown import guides_of
from search import lexicon, params, presenter, queries
from search.engines.base import DISTANCE, NEWEST, PRICE, RATING, RELEVANCE
from search.english import in_chinese
from search.lexicon import Lexicon
from search.prefixes import marked
from search.services.demand import note_search

FACET_TITLES = {
    "type": "种类",
    "category": "服务",
    "district": "区",
    "side": "供求",
    "price": "价格",
    "skill": "会做什么",
    "certificate": "技能证书",
    "experience": "做了几年",
}
ORDERS = ((RELEVANCE, "综合"), (DISTANCE, "最近"), (PRICE, "便宜"), (RATING, "口碑"), (NEWEST, "新发布"))
KIND_NAMES = {"service": "服务", "enterprise": "加盟企业", "article": "文章", "course": "培训课程", "worker": "服务人员"}


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """/search/: one search, shown. A value that cannot be taken is named beside the search box with 400."""
    known = lexicon.current()
    try:
        asked = params.asked(_in_chinese(request.GET), known, blank=True)
    except Invalid as error:
        text = request.GET.get("q", "")[: params.MAX_QUERY]
        wrong = [message for messages in error.fields.values() for message in messages]
        return render(request, "search/results.html", {"text": text.replace("\x00", ""), "wrong": wrong}, status=400)
    served = queries.search(asked.question, known, asked.level, promoting=True)
    note_search(asked.question, count=served.count, level=served.level)
    found = presenter.answer(asked, served, known)
    _add_guides(found["items"])
    values = {**asked.values, **({"q": request.GET["q"].strip()} if "q" in asked.values else {})}
    context = {"text": values.get("q", ""), "found": found, "save_url": _save_url(asked.values), **_links(values, found, known)}
    response = render(request, "search/results.html", context)
    response["X-Search-Backend"] = served.backend
    return response


def _save_url(values: Mapping[str, str]) -> str:
    """Where this search is saved, as it was read; '' for one that asks nothing."""
    city = cities.current()
    kept = {**values, **({"city": city.name} if city is not None else {})}
    kept.pop("available_on", None)
    return f"{reverse('search:save')}?{urlencode(kept)}" if values.get("q") or set(values) & set(FACET_TITLES) else ""


def _in_chinese(given: QueryDict) -> QueryDict:
    """On an English page the query in the words that things are called by here; everything else, and what is too long anyway, as it was given."""
    typed = given.getlist("q")
    if not is_english() or len(typed) != 1 or len(typed[0]) > params.MAX_QUERY:
        return given
    read = given.copy()
    read["q"] = in_chinese(str(typed[0]), names())[: params.MAX_QUERY]
    return read


def _add_guides(items: list[dict[str, Any]]) -> None:
    """Beside the price of each listing its guidance, from the rows themselves: nothing is judged by a search document (PRI-02). One query."""
    guides = guides_of([item["id"] for item in items if item["type"] == "listing" and item["price_yuan"]], now=clock.now())
    for item in items:
        item["guide"] = guides.get(item["id"]) if item["type"] == "listing" else None


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """The list under the search box, as a fragment; empty for nothing found and for what cannot be looked up."""
    text = request.GET.get("q", "")
    offers = [] if params.has_control(text) or len(text) > params.MAX_QUERY else queries.suggest(text)
    shown = [{"text": offer.text, "parts": marked(offer.text, text), "url": offer.url, "kind": KIND_NAMES[offer.kind]} for offer in offers]
    return render(request, "search/suggest.html", {"offers": shown})


def address(values: Mapping[str, str], **changes: str | None) -> str:
    """The address of the same search with some values changed (None: taken away)."""
    kept = {name: value for name, value in {**values, **changes}.items() if value not in (None, "")}
    return reverse("search:results") + (f"?{urlencode(kept)}" if kept else "")


def _links(values: Mapping[str, str], found: Mapping[str, Any], known: Lexicon) -> dict[str, Any]:
    narrowed = {name: value for name, value in values.items() if name in ("q", "lat", "lng")}
    return {
        "chips": _chips(values, found["understood"]),
        "groups": [_group(name, title, values, found["facets"][name], known) for name, title in FACET_TITLES.items() if name in found["facets"]],
        "day": {"value": values.get("available_on", ""), "kept": [(name, value) for name, value in values.items() if name not in ("available_on", "cursor")]},
        "orders": _orders(values),
        "next_url": address(values, cursor=found["next"]) if found["next"] else "",
        "wider_url": address(narrowed) if narrowed != dict(values) else "",
        "suggestions": [{"text": name, "url": address({"q": name})} for name in found["suggestions"]],
        "located": "lat" in values,
        "guessed": next(({**one, "url": address({"category": one["value"]})} for one in found["understood"] if one["source"] == "guess"), None),
    }


def _chips(values: Mapping[str, str], understood: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Each condition with the address of the search without it."""
    several = len([entry for entry in understood if entry["source"] in ("query", "text")]) > 1
    chips = []
    for entry in understood:
        if entry["source"] == "filter":
            chips.append({"kind": FACET_TITLES.get(entry["field"], "条件"), "label": entry["label"], "url": address(values, **{entry["field"]: None})})
        elif entry["source"] == "text" or (entry["source"] == "query" and several):
            kind = "词" if entry["source"] == "query" else FACET_TITLES.get(entry["field"], "只看")
            chips.append({"kind": kind, "label": entry["label"], "url": address(values, q=entry["without"])})
        elif entry["source"] == "guess":
            chips.append({"kind": "猜的", "label": entry["label"], "url": address(values, guess="off")})
    return chips


def _group(name: str, title: str, values: Mapping[str, str], counts: list[dict[str, Any]], known: Lexicon) -> dict[str, Any]:
    """One facet: its values as links; the chosen one leads back out."""
    rows = _branch(counts, values.get("category", ""), known) if name == "category" else counts
    entries = []
    for row in rows:
        wanted = {"price_min": row["min"], "price_max": row["max"]} if name == "price" else {name: row["value"]}
        chosen = all(values.get(key) == value for key, value in wanted.items())
        changes = dict.fromkeys(wanted) if chosen else wanted
        entries.append({"label": row["label"], "count": row["count"], "chosen": chosen, "url": address(values, **changes)})
    return {"name": name, "title": title, "entries": entries, "open": name in ("category", "district") or any(entry["chosen"] for entry in entries)}


def _branch(counts: list[dict[str, Any]], chosen: str, known: Lexicon) -> list[dict[str, Any]]:
    """The part of the tree to show: the tops, and below the chosen one its children."""
    top = known.categories[chosen].parent or chosen if chosen in known.categories else ""
    if not top:
        return [row for row in counts if not row.get("parent")]
    return [row for row in counts if row["value"] == top] + [row for row in counts if row.get("parent") == top]


def _orders(values: Mapping[str, str]) -> list[dict[str, Any]]:
    now = values.get("sort", RELEVANCE)
    return [
        {"label": label, "current": sort == now, "url": address(values, sort=None if sort == RELEVANCE else sort)}
        for sort, label in ORDERS
        if sort != DISTANCE or "lat" in values
    ]

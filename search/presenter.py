"""What an answer looks like: items, facets with names, what was understood, and why each hit is there."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import asin, dist
from typing import Any

import orjson
from django.utils.translation import get_language, gettext, gettext_noop

from core.money import Money
from search import weights
from search.analysis import bigrams
from search.documents import on_globe
from search.engines.base import Hit, Question
from search.lexicon import Heads, Lexicon
from search.normalise import is_han, normalise, runs
from search.params import Asked, next_cursor
from search.queries import Served
from search.relax import dropped
from search.weights import EARTH_KM

TYPES = {"listing": "供求信息", "enterprise": "加盟企业", "article": "文章", "job": "招聘", "course": "培训课程", "bulletin": "便民公告", "worker": "服务人员"}
SIDES = {"offer": "提供服务", "request": "求服务"}
EXPERIENCE = {"0": "不到 1 年", "1": "1 到 3 年", "3": "3 到 5 年", "5": "5 到 10 年", "10": "10 年以上"}
SAID_OF = {
    "available_on": gettext_noop("%(value)s 有空"),
    "price_min": gettext_noop("%(value)s 元起"),
    "price_max": gettext_noop("%(value)s 元以内"),
    "rating_min": gettext_noop("%(value)s 分以上"),
    "radius_km": gettext_noop("%(value)s 公里内"),
}
NEARBY_KM = 50.0
ACROSS_KM = 2 * EARTH_KM
NAMED = {
    name: Heads.of({value: {"value": value, "label": label} for value, label in labels.items()})
    for name, labels in (("type", TYPES), ("side", SIDES), ("experience", EXPERIENCE))
}


def answer(asked: Asked, served: Served, lexicon: Lexicon) -> dict[str, Any]:
    """The API's answer as the page shows it."""
    return orjson.loads(wire(asked, served, lexicon))


def wire(asked: Asked, served: Served, lexicon: Lexicon) -> bytes:
    """The body of the API's answer. No SQL."""
    question, found = asked.question, served.answer
    measure, language = distance_from(question.origin), get_language()
    texts, said = [] if served.guessed else [clause.text for clause in question.query.clauses[:-1]], sentences(language)
    first, hits, following = arranged(question, served)
    listed = [*(promoted(render, measure, served.placed_for) for render in first), *items(hits, measure, texts, said)]
    return orjson.dumps(
        {
            "count": found.count,
            "count_exact": found.count_exact,
            "items": orjson.Fragment(f"[{','.join(listed)}]"),
            "facets": {name: facet(name, counts, lexicon, language) for name, counts in found.facets.items()},
            "facets_approximate": found.facets_approximate,
            "understood": [*understood(asked, lexicon, served.level), *guess(asked, lexicon, served.guessed)],
            "relaxed": dropped(question, served.level),
            "suggestions": [] if found.count else suggestions(question.query.text, lexicon),
            "backend": served.backend,
            "degraded": served.degraded,
            "next": following,
        }
    )


def arranged(question: Question, served: Served) -> tuple[list[dict[str, Any]], list[Hit], str | None]:
    """What comes first, the hits without it, and where the next page goes on. What is first takes its place on the page, so nothing is lost or doubled."""
    found = served.answer
    if served.guessed:
        return [], found.hits, None
    first = [found.placed[key] for key in served.placed if key in found.placed]
    lifted = [render["key"] for render in first] or list(question.lifted)
    if not lifted:
        return first, found.hits, next_cursor(question, found.hits[-1], served.level) if found.more and found.hits else None
    others = [hit for hit in found.hits if hit.render["key"] not in lifted]
    shown = others[: max(1, question.page_size - len(first))]
    more = found.more or len(shown) < len(others)
    last = shown[-1] if len(shown) < len(others) else found.hits[-1] if found.hits else None
    return first, shown, next_cursor(question, last, served.level, lifted) if more and last is not None else None


Measure = Callable[[list[float]], float] | None


def promoted(render: dict[str, Any], measure: Measure, word: str) -> str:
    """What an editor put first, which is said."""
    far = None if render["place"] is None or measure is None else measure(render["place"])
    added = {"distance_km": far, "why": gettext("编辑为「%(word)s」推荐") % {"word": word}, "promoted": True}
    return f"{render['shown'][:-1]},{orjson.dumps(added).decode()[1:]}"


def items(hits: Sequence[Hit], measure: Measure, texts: list[str], said: tuple[str, str, str, str, str]) -> list[str]:
    """The JSON of each result: what its document shows, how far it is, and a sentence that says what of the query was found where.

    `said`: of `sentences`. One loop, for it runs for every hit of every search.
    """
    in_title, of, in_text, away, credit = said
    made: list[str] = []
    for hit in hits:
        render = hit.render
        place, title = render["place"], render["title"]
        far = None if place is None or measure is None else measure(place)
        found: list[str] = []
        for text in texts:
            if text in title or stands_in(text, title):
                found += (in_title, text)
            else:
                name = next((tag for tag in render["tags"] if in_name(text, tag)), None)
                found += (of, name) if name else (in_text, text)
        grade = render.get("credit", "")
        made.append(render["shown"][:-1] + ending(away if far is not None and far <= NEARBY_KM else "", far, f"{credit} {grade}" if grade else "", *found))
    return made


def distance_from(origin: tuple[float, float] | None) -> Measure:
    """Measures kilometres from a point over the ground to a place of `on_globe`, one decimal; None without a point."""
    if origin is None:
        return None
    here = on_globe(*origin)

    def measure(place: list[float]) -> float:
        try:
            return round(ACROSS_KM * asin(dist(place, here) / ACROSS_KM), 1)
        except ValueError:  # the other side of the globe, by a hair more; or projected before places were kept on the globe
            across = dist(place if len(place) == 3 else on_globe(*place), here) / ACROSS_KM
            return round(ACROSS_KM * asin(min(across, 1.0)), 1)

    return measure


@lru_cache(maxsize=4)
def sentences(language: str | None) -> tuple[str, str, str, str, str]:
    """How it is said in a language that something stands in the title, is of a category, stands in the text, is so far away, has a grade."""
    return gettext("标题里有"), gettext("属于"), gettext("内容提到"), gettext("离你 %(far)s 公里"), gettext("信用")


@lru_cache(maxsize=8_000)
def ending(away: str, far: float | None, credit: str, *found: str) -> str:
    """What stands where (place and text by turns), each place once; the grade of whoever offers it; and how far away, where that is to be said. With the comma before it."""
    places: dict[str, dict[str, None]] = {}
    for place, text in zip(found[::2], found[1::2], strict=True):
        places.setdefault(place, {})[text] = None
    parts = [f"{place}「{'」「'.join(texts)}」" for place, texts in places.items()]
    sentence = "，".join([*parts, *([credit] if credit else []), *([away % {"far": f"{far:g}"}] if away else [])])
    return f",{orjson.dumps({'distance_km': far, 'why': sentence, 'promoted': False}).decode()[1:]}"


normal = lru_cache(maxsize=8_000)(normalise)


@lru_cache(maxsize=2_000)
def han_bigrams(text: str) -> tuple[str, ...]:
    """The bigrams of the Chinese in a clause."""
    return tuple(piece for run in runs(text) if is_han(run) for piece in bigrams(run))


def stands_in(text: str, written: str) -> bool:
    """Whether a clause stands in a text, by the rule of the engines: all its tokens. Most texts need no normalising to tell."""
    if text in written:
        return True
    normalised = normal(written)
    if text in normalised:
        return True
    pieces = han_bigrams(text)
    return bool(pieces) and all(piece in normalised for piece in pieces)


# Names of categories and districts come again and again.
in_name = lru_cache(maxsize=20_000)(stands_in)


def facet(name: str, counts: Sequence[tuple[str, int]], lexicon: Lexicon, language: str | None) -> orjson.Fragment:
    """The values of a facet with names and counts, in the order of the engine; a price band also says its bounds in yuan."""
    if not counts:
        return orjson.Fragment("[]")
    heads = bands(language) if name == "price" else NAMED.get(name) or lexicon.heads[name]
    return orjson.Fragment(b"[" + b"},".join([b"%b%d" % (heads[value], count) for value, count in counts]) + b"}]")


@lru_cache(maxsize=4)
def bands(language: str | None) -> Heads:
    """The price bands in a language."""
    return Heads.of({str(number): band(number) for number in range(len(weights.PRICE_BANDS))})


def band(number: int) -> dict[str, Any]:
    """A price band. `max` is left out of the band by a fen, so that bands do not overlap."""
    low, high = weights.PRICE_BANDS[number]
    words = gettext("%(low)s 元以上") if high is None else gettext("%(low)s–%(high)s 元")
    label = words % {"low": Money(low).short, "high": Money(high).short if high is not None else ""}
    return {"value": str(number), "label": label, "min": Money(low).yuan, "max": None if high is None else Money(high - 1).yuan}


def understood(asked: Asked, lexicon: Lexicon, level: int = 0) -> list[dict[str, Any]]:
    """How the search was understood: the words, what was corrected, what was read out of the text (unless that was let go), the filters.

    `without` is the text when this is taken away; a filter is taken away by its parameter.
    """
    query, meant = asked.question.query, () if level else asked.question.understood
    words = [clause.text for clause in query.clauses[:-1]]
    rest = [one.phrase for one in meant]
    found: list[dict[str, Any]] = [
        {"field": "q", "value": word, "label": word, "source": "query", "without": " ".join([*rest, *words[:at], *words[at + 1 :]])}
        for at, word in enumerate(words)
    ]
    found += [{"field": "q", "value": right, "label": f"{typed} → {right}", "source": "correction", "without": None} for typed, right in query.corrected]
    found += [{"field": one.field, "value": one.value, "label": one.label, "source": "text", "without": one.without} for one in meant]
    for name, value in asked.values.items():
        label = condition(name, value, lexicon)
        if label:
            found.append({"field": name, "value": value, "label": label, "source": "filter", "without": None})
    return found


def guess(asked: Asked, lexicon: Lexicon, code: str) -> list[dict[str, Any]]:
    """The category that was guessed, which `guess=off` takes away."""
    if not code:
        return []
    return [{"field": "category", "value": code, "label": lexicon.label("category", code), "source": "guess", "without": asked.question.query.text}]


def condition(name: str, value: str, lexicon: Lexicon) -> str:
    """A condition in words; '' for what is no condition (order, page size)."""
    if name in ("category", "district", "skill", "certificate"):
        return lexicon.label(name, value)
    if name == "city":
        return value
    if name in ("type", "side", "experience"):
        return {"type": TYPES, "side": SIDES}.get(name, EXPERIENCE).get(value, value)
    return gettext(SAID_OF[name]) % {"value": value} if name in SAID_OF else ""


def suggestions(text: str, lexicon: Lexicon) -> list[str]:
    """For a search that found nothing: names of categories that share most characters with it, at most five."""
    letters = {letter for run in runs(normalise(text)) if is_han(run) for letter in run}
    if not letters:
        return []
    names = [place.name for place in lexicon.categories.values()]
    shared = sorted(((-len(letters & set(name)), number, name) for number, name in enumerate(names) if letters & set(name)))
    return [name for _, _, name in shared[:5]]

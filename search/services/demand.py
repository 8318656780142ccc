"""What was looked for, counted beside the searches, and what was chosen of it. Nobody's: no person, no address, no exact time.

A search only adds one to a number in memory; `SEARCH_DEMAND_SECONDS` later what has come together is written in one statement.
A process that is killed loses that much. What people type may hold what is nobody's business: long numbers and addresses of
mail are masked before anything is written, and what was asked only once or twice loses its words after `SELDOM_DAYS`.
"""

import re
import threading
from collections import Counter
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from cms.articles.reads import is_program, limit_key
from core import clock
from core.access import Actor
from core.counters import require_within
from core.daily import count_once
from core.errors import NotFound
from search.engines.base import Question
from search.lexicon import Lexicon, current
from search.models import SearchChoice, SearchDocument
from search.models.demand import TEXT
from search.normalise import normalise
from search.parse import parse
from search.understand import understand

MASKED = re.compile(r"\S*@\S*|[a-z]*\d[a-z0-9]*\d[a-z0-9]*\d[a-z0-9]*\d[a-z0-9]*|\d[\d\s-]{5,}\d")
SELDOM, SELDOM_DAYS, KEPT_DAYS = 3, 30, 800
PER_MINUTE, PER_RESULT_AND_HOUR = 120, 10
WRITE = """
INSERT INTO search_searchdemand AS kept (day, text, category, district, searches, empty, widened)
SELECT %s, * FROM unnest(%s::text[], %s::text[], %s::text[], %s::int[], %s::int[], %s::int[])
ON CONFLICT (day, text, category, district) DO UPDATE SET searches = kept.searches + excluded.searches,
 empty = kept.empty + excluded.empty, widened = kept.widened + excluded.widened
"""
FORGET = """
WITH seldom AS (
  SELECT text FROM search_searchdemand WHERE text <> '' GROUP BY text HAVING sum(searches) < %(seldom)s AND max(day) < %(before)s
), gone AS (
  DELETE FROM search_searchdemand d USING seldom s WHERE d.text = s.text RETURNING d.day, d.category, d.district, d.searches, d.empty, d.widened
), chosen AS (
  DELETE FROM search_searchchoice c USING seldom s WHERE c.text = s.text
)
INSERT INTO search_searchdemand AS kept (day, text, category, district, searches, empty, widened)
SELECT day, '', category, district, sum(searches), sum(empty), sum(widened) FROM gone GROUP BY day, category, district
ON CONFLICT (day, text, category, district) DO UPDATE SET searches = kept.searches + excluded.searches,
 empty = kept.empty + excluded.empty, widened = kept.widened + excluded.widened
"""
# Text, category, district.
Key = tuple[str, str, str]

_lock = threading.Lock()
_searches: Counter[Key] = Counter()
_empty: Counter[Key] = Counter()
_widened: Counter[Key] = Counter()


def note_search(question: Question, *, count: int, level: int) -> None:
    """Count one search of a first page. No SQL. Safe among threads."""
    text = question.query.text
    if question.after is not None or not text:
        return
    asked = (text, question.chosen.get("category", ""), question.chosen.get("district", ""))
    with _lock:
        first = not _searches
        _searches[asked] += 1
        if not count:
            _empty[asked] += 1
        elif level:
            _widened[asked] += 1
    if first and settings.SEARCH_DEMAND_SECONDS:
        timer = threading.Timer(settings.SEARCH_DEMAND_SECONDS, _write_beside)
        timer.daemon = True
        timer.start()


def _write_beside() -> None:
    try:
        write_noted(now=clock.now())
    finally:
        connection.close()


def write_noted(*, now: datetime) -> int:
    """Write what has come together; how many searches that were. One statement."""
    with _lock:
        searches, empty, widened = dict(_searches), dict(_empty), dict(_widened)
        for counter in (_searches, _empty, _widened):
            counter.clear()
    if not searches:
        return 0
    known = current()
    rows: dict[Key, list[int]] = {}
    for asked, times in searches.items():
        row = rows.setdefault(_key(asked, known), [0, 0, 0])
        for place, figure in enumerate((times, empty.get(asked, 0), widened.get(asked, 0))):
            row[place] += figure
    keys = sorted(rows)
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [timezone.localdate(now), *map(list, zip(*((*key, *rows[key]) for key in keys), strict=True))])
    return sum(searches.values())


def _key(asked: Key, known: Lexicon) -> Key:
    text, category, district = asked
    return kept_text(text), category or category_of(text, known), district


def kept_text(text: str) -> str:
    """A query as it may be kept: one writing, no long numbers, no addresses of mail, the beginning of a long one."""
    return MASKED.sub("…", " ".join(normalise(text).split()))[:TEXT]


def category_of(text: str, known: Lexicon) -> str:
    """The code of the category that the first word of the trade names or leads to; '' for none."""
    for clause in parse(understand(text, known).text, known).clauses:
        for name in (clause.text, *known.synonyms.get(clause.text, ())) if clause.known else ():
            if code := known.code_of("category", name):
                return code
    return ""


def count_choice(text: str, *, kind: str, number: int, agent: str, actor: Actor, now: datetime) -> bool:
    """Count that a result of a search was opened; False for programs. Raises NotFound for what is not public, RateLimited."""
    if not SearchDocument.objects.filter(type=kind, object_id=number, deleted=False).exists():
        raise NotFound
    if is_program(agent):
        return False
    day = timezone.localdate(now)
    key = limit_key(actor.ip, day)
    require_within("search.choice", key, limit=PER_MINUTE, window_seconds=60, now=now)
    require_within("search.choice.result", f"{key}:{kind}:{number}", limit=PER_RESULT_AND_HOUR, window_seconds=3600, now=now)
    count_once(SearchChoice, "clicks", day=day, text=kept_text(text), type=kind, number=number)
    return True


def count_booking(text: str, *, kind: str, number: int, day: date) -> None:
    """Count that something found by this text was booked. The market calls it when an order names its search."""
    count_once(SearchChoice, "bookings", day=day, text=kept_text(text), type=kind, number=number)


def forget_seldom(*, now: datetime) -> None:
    """What was asked less than `SELDOM` times and not lately loses its words and keeps its numbers; what is very old goes."""
    today = timezone.localdate(now)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FORGET, {"seldom": SELDOM, "before": today - timedelta(days=SELDOM_DAYS)})
        for table in ("search_searchdemand", "search_searchchoice"):
            cursor.execute(f"DELETE FROM {table} WHERE day < %s", [today - timedelta(days=KEPT_DAYS)])  # noqa: S608 (names of ours)

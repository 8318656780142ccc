"""What somebody may have meant whose words found nothing (SRC-09): the category in whose listings the parts of his words stand.

Optional and off by default; nothing is sent anywhere. Each pair of signs that stands in few documents votes for the categories of the
listings that hold it, a rare pair more than a frequent one. Only a category that has at least half of all votes is offered, and the
answer says that it is a guess and how to do without.
"""

from collections import defaultdict
from collections.abc import Iterable
from math import log2
from typing import Any

from django.db import connection

from search.analysis import bigrams
from search.documents import quoted
from search.lexicon import Lexicon
from search.normalise import is_han, normalise, runs

LABEL = "搜不到时猜一猜是哪一类"
READS = "搜索框里的字和公开信息里的词"
# A pair that stands in more documents says nothing; of the others the rarest are asked.
FREQUENT, MOST_ASKED = 500, 12
LEAST_SHARE, LEAST_VOTES = 0.5, 2
VOTES = """
SELECT t.token, d.categories[array_upper(d.categories, 1)], count(*) FROM unnest(%s::text[]) AS t(token)
JOIN search_searchdocument d ON d.match @@ t.token::tsquery AND NOT d.deleted AND d.type = 'listing' GROUP BY 1, 2
"""


def guessed(*, text: str, lexicon: Lexicon, **_: Any) -> str:
    """The code of a category; '' for none that is likely. At most one query."""
    asked = _pairs(text, lexicon)
    if not asked:
        return ""
    worth = {quoted(f"a{pair}"): log2(1 + max(lexicon.total, 1) / seen) / seen for pair, seen in asked}
    votes: dict[str, float] = defaultdict(float)
    times = 0
    with connection.cursor() as cursor:
        cursor.execute(VOTES, [sorted(worth)])
        for token, code, count in cursor.fetchall():
            if code in lexicon.categories:
                votes[code] += worth[token] * count
                times += count
    best = max(sorted(votes), key=lambda code: votes[code], default="")
    return best if best and times >= LEAST_VOTES and votes[best] >= LEAST_SHARE * sum(votes.values()) else ""


def _pairs(text: str, lexicon: Lexicon) -> list[tuple[str, int]]:
    """The pairs of signs that say something, the rarest first, with the number of documents that hold them."""
    found: Iterable[str] = dict.fromkeys(pair for run in runs(normalise(text)) if is_han(run) for pair in bigrams(run))
    seen = [(pair, lexicon.frequency.get(f"a{pair}", 0)) for pair in found]
    return sorted(((pair, count) for pair, count in seen if 0 < count <= FREQUENT), key=lambda one: (one[1], one[0]))[:MOST_ASKED]

"""S5: every document in which the letters of a query stand is in the hit set, on both engines, one sign and two signs included."""

import random
import re
from collections.abc import Callable

import pytest

from core import clock
from search import lexicon, weights
from search.engines import database, elastic
from search.engines.base import Question
from search.models import SearchDocument
from search.parse import parse
from tests.search.conftest import Shelf
from tests.search.corpus import listings

pytestmark = pytest.mark.django_db
SIZE, ASKED_OF_EACH_LENGTH, LENGTHS = 800, 16, (1, 2, 3, 4, 6)
HAN = re.compile("[\u4e00-\u9fff]+")


def pieces(texts: list[str], length: int, choose: random.Random) -> set[str]:
    """Runs of Chinese signs of this length, taken out of the texts at random."""
    found: set[str] = set()
    for _ in range(100_000):
        text = choose.choice(texts)
        start = choose.randrange(max(1, len(text) - length))
        piece = text[start : start + length]
        if len(piece) == length and HAN.fullmatch(piece):
            found.add(piece)
        if len(found) == ASKED_OF_EACH_LENGTH:
            break
    return found


def test_recall_is_one_against_brute_force(shelf: Shelf, counted: Callable[[], None], elastic_index: Callable[[], str]) -> None:
    assert SIZE < weights.EXACT_UP_TO
    shelf.put(*listings(SIZE, now=clock.now()))
    counted()
    elastic_index()
    known = lexicon.current()
    numbers = dict(SearchDocument.objects.filter(type="listing").values_list("object_id", "id"))
    texts = {numbers[number]: "\n".join([row.title, *row.tags, row.body]) for number, row in shelf.documents.items()}
    asked = set().union(*(pieces(list(texts.values()), length, random.Random(length)) for length in LENGTHS))
    assert len(asked) > 60
    for piece in sorted(asked):
        wanted = {number for number, text in texts.items() if piece in text}
        question = Question(query=parse(piece, known), page_size=5_000)
        for engine in (database, elastic):
            answer = engine.search(question, known)
            missed = wanted - {hit.n for hit in answer.hits}
            assert not missed, (engine.NAME, piece, len(missed), len(wanted))
            assert answer.count == len(answer.hits)

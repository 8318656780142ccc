"""The words that come with the product: everyday words, slips, phrases around what is looked for. Staff may change every row."""

from collections.abc import Iterator
from pathlib import Path

from core.reference import missing, reference
from search.models import Phrase, SynonymSet, TypoPair

DATA = Path(__file__).parent / "data"


@reference("search.words", order=60)
def load_words() -> int:
    """Rows that were never loaded."""
    sets = missing("search_synonyms", [_set(line) for line in lines("words.txt")])
    SynonymSet.objects.bulk_create([SynonymSet(**row) for row in sets], ignore_conflicts=True)
    slips = missing("search_slips", [{"code": wrong, "right": right} for wrong, right in (line.split() for line in lines("slips.txt"))])
    TypoPair.objects.bulk_create([TypoPair(wrong=row["code"], right=row["right"]) for row in slips], ignore_conflicts=True)
    phrases = missing("search_phrases", [{"code": text, "kind": kind} for kind, *texts in map(str.split, lines("said.txt")) for text in dict.fromkeys(texts)])
    Phrase.objects.bulk_create([Phrase(text=row["code"], kind=row["kind"]) for row in phrases], ignore_conflicts=True)
    return len(sets) + len(slips) + len(phrases)


def lines(name: str) -> Iterator[str]:
    """The lines of a data file without remarks."""
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if text := line.partition("#")[0].strip():
            yield text


def _set(line: str) -> dict[str, object]:
    """阿姨 > 保姆 小时工: the words left find those on the right. 月嫂 = 月子嫂: each finds the other."""
    left, sign, right = line.partition(">")
    words = (left if sign else line.replace("=", " ")).split()
    return {"code": f"{words[0]}{'>' if sign else '='}", "words": words, "targets": right.split()}

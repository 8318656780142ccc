"""The words that a text is read with: names of services and of districts. Filled from the catalogue (queries.vocabulary)."""

from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Word:
    """A name for services, with the ids of the service types that it may mean, the likeliest first."""

    text: str
    service_types: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A name for a district: its code."""

    text: str
    code: str


@dataclass(frozen=True)
class Vocabulary:
    """What services and districts are called, in plain writing."""

    words: tuple[Word, ...] = ()
    places: tuple[Place, ...] = ()
    titles: dict[int, str] = field(default_factory=dict)

    @cached_property
    def longest_words(self) -> tuple[Word, ...]:
        """Longer names first: 深度保洁 before 保洁."""
        return tuple(sorted(self.words, key=lambda word: -len(word.text)))

    @cached_property
    def longest_places(self) -> tuple[Place, ...]:
        """Longer names first: 朝阳区 before 朝阳."""
        return tuple(sorted(self.places, key=lambda place: -len(place.text)))

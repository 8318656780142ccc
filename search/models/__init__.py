"""The projection and what stands around it; the words that staff keep; what was looked for."""

from search.models.demand import SearchChoice, SearchDemand
from search.models.projection import PendingDocument, SearchDocument, Suggestion, SuggestionPrefix, TermFrequency
from search.models.promoted import PromotedTerm
from search.models.saved import SavedSearch
from search.models.words import Phrase, PhraseKind, SynonymSet, TypoPair

__all__ = [
    "PendingDocument",
    "Phrase",
    "PhraseKind",
    "PromotedTerm",
    "SavedSearch",
    "SearchChoice",
    "SearchDemand",
    "SearchDocument",
    "Suggestion",
    "SuggestionPrefix",
    "SynonymSet",
    "TermFrequency",
    "TypoPair",
]

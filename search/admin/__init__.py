"""Staff screens of the search."""

from search.admin.demand import DEMAND, DRAFT, TRY, report, start_draft, try_out
from search.admin.promoted import PromotedViewSet
from search.admin.words import PhraseViewSet, SynonymViewSet, TypoViewSet

__all__ = ["DEMAND", "DRAFT", "TRY", "PhraseViewSet", "PromotedViewSet", "SynonymViewSet", "TypoViewSet", "report", "start_draft", "try_out"]

"""The tables of the slice."""

from marketplace.series.models.monthly import MonthlyPrice, SeriesDue, SeriesDueLine
from marketplace.series.models.packages import Package, PackageDue, PackagePass, PassUse
from marketplace.series.models.rules import SeriesRule
from marketplace.series.models.series import Series, SeriesOrder, SeriesQuote, SeriesVisit

__all__ = [
    "MonthlyPrice",
    "Package",
    "PackageDue",
    "PackagePass",
    "PassUse",
    "Series",
    "SeriesDue",
    "SeriesDueLine",
    "SeriesOrder",
    "SeriesQuote",
    "SeriesRule",
    "SeriesVisit",
]

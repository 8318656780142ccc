"""The verbs of this slice."""

from marketplace.series.services.ahead import book_ahead, book_due, book_visit, turn
from marketplace.series.services.breaks import end, fees_of, pause, resume, touched
from marketplace.series.services.changing import NewPlan, change, preview
from marketplace.series.services.dates import answer_exception, fee_of, follow, move_visit, skip_visit
from marketplace.series.services.offering import SeriesWish, accept, decline, propose
from marketplace.series.services.packages import (
    PackageSaid,
    approve,
    listings_for,
    reject,
    reopen,
    stop,
    submit,
    take_down,
    withdraw,
    write_package,
)
from marketplace.series.services.passes import full_price_fee, put_back, take, turn_passes

__all__ = [
    "NewPlan",
    "PackageSaid",
    "SeriesWish",
    "accept",
    "answer_exception",
    "approve",
    "book_ahead",
    "book_due",
    "book_visit",
    "change",
    "decline",
    "end",
    "fee_of",
    "fees_of",
    "follow",
    "full_price_fee",
    "listings_for",
    "move_visit",
    "pause",
    "preview",
    "propose",
    "put_back",
    "reject",
    "reopen",
    "resume",
    "skip_visit",
    "stop",
    "submit",
    "take",
    "take_down",
    "touched",
    "turn",
    "turn_passes",
    "withdraw",
    "write_package",
]

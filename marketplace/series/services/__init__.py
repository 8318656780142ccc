"""The verbs of this slice."""

from marketplace.series.services.ahead import book_ahead, book_due, book_visit, turn
from marketplace.series.services.breaks import end, ending_at, fees_of, pause, resume, touched
from marketplace.series.services.changing import NewPlan, change, preview
from marketplace.series.services.dates import answer_exception, fee_of, follow, move_visit, skip_visit
from marketplace.series.services.monthly import sell_monthly, write_monthly
from marketplace.series.services.months import bill, bill_due, give_back_rest, kept_because, kept_now
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
from marketplace.series.services.rules import preview_rule, save_rule

__all__ = [
    "NewPlan",
    "PackageSaid",
    "SeriesWish",
    "accept",
    "answer_exception",
    "approve",
    "bill",
    "bill_due",
    "book_ahead",
    "book_due",
    "book_visit",
    "change",
    "decline",
    "end",
    "ending_at",
    "fee_of",
    "fees_of",
    "follow",
    "full_price_fee",
    "give_back_rest",
    "kept_because",
    "kept_now",
    "listings_for",
    "move_visit",
    "pause",
    "preview",
    "preview_rule",
    "propose",
    "put_back",
    "reject",
    "reopen",
    "resume",
    "save_rule",
    "sell_monthly",
    "skip_visit",
    "stop",
    "submit",
    "take",
    "take_down",
    "touched",
    "turn",
    "turn_passes",
    "withdraw",
    "write_monthly",
    "write_package",
]

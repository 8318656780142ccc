"""The verbs of this slice."""

from marketplace.bookings.services.addons import add_addon, drop_addon
from marketplace.bookings.services.at_once import Agreed, Side, place_ahead, place_taken
from marketplace.bookings.services.changing import answer_extra, answer_extra_by_phone, ask_extra
from marketplace.bookings.services.checking import Contact
from marketplace.bookings.services.composing import Further, compose
from marketplace.bookings.services.ending import cancel, confirm, end_due, report_nobody_came, report_nobody_home, sign_off
from marketplace.bookings.services.feeds import close_feed, open_feed
from marketplace.bookings.services.fees import cancel_fee, move_fee, withdrawal_fee
from marketplace.bookings.services.finding import free_slots
from marketplace.bookings.services.freeing import keep_over_end
from marketplace.bookings.services.guests import customer_with, join_orders
from marketplace.bookings.services.homes import save_preferences
from marketplace.bookings.services.moving import accept_at, move_booking, price_there
from marketplace.bookings.services.objecting import answer_objection, object_to, settle_objection
from marketplace.bookings.services.occupying import occupy
from marketplace.bookings.services.placing import Wish, accept_quote, hold
from marketplace.bookings.services.processes import add_evidence, open_evidence
from marketplace.bookings.services.providing import accept, accept_by_phone, against, free_workers, offer_price, reassign, refuse, withdraw
from marketplace.bookings.services.rules import preview_policy, preview_rule, save_common_process, save_policy, save_rule
from marketplace.bookings.services.shifting import Shift, shift
from marketplace.bookings.services.talking import mark_read, say
from marketplace.bookings.services.visiting import arrive, finish, set_out, tick
from marketplace.bookings.services.waiting import Window, end_lines, join_line, leave_line, offer_due
from marketplace.bookings.services.waiving import is_waivable, waive

__all__ = [
    "Agreed",
    "Contact",
    "Further",
    "Shift",
    "Side",
    "Window",
    "Wish",
    "accept",
    "accept_at",
    "accept_by_phone",
    "accept_quote",
    "add_addon",
    "add_evidence",
    "against",
    "answer_extra",
    "answer_extra_by_phone",
    "answer_objection",
    "arrive",
    "ask_extra",
    "cancel",
    "cancel_fee",
    "close_feed",
    "compose",
    "confirm",
    "customer_with",
    "drop_addon",
    "end_due",
    "end_lines",
    "finish",
    "free_slots",
    "free_workers",
    "hold",
    "is_waivable",
    "join_line",
    "join_orders",
    "keep_over_end",
    "leave_line",
    "mark_read",
    "move_booking",
    "move_fee",
    "object_to",
    "occupy",
    "offer_due",
    "offer_price",
    "open_evidence",
    "open_feed",
    "place_ahead",
    "place_taken",
    "preview_policy",
    "preview_rule",
    "price_there",
    "reassign",
    "refuse",
    "report_nobody_came",
    "report_nobody_home",
    "save_common_process",
    "save_policy",
    "save_preferences",
    "save_rule",
    "say",
    "set_out",
    "settle_objection",
    "shift",
    "sign_off",
    "tick",
    "waive",
    "withdraw",
    "withdrawal_fee",
]

"""The verbs of this slice."""

from marketplace.engagements.services.asking import Wish, ask
from marketplace.engagements.services.assessing import (
    ask_assessment,
    cancel_assessment,
    complete_assessment,
    plan_assessment,
    refuse_assessment,
)
from marketplace.engagements.services.beginning import begin, keep
from marketplace.engagements.services.candidates import propose, take_back
from marketplace.engagements.services.caring import Noted, write_care
from marketplace.engagements.services.choosing import agree, choose, decline, refuse, requote
from marketplace.engagements.services.contracting import ask_contract, sign
from marketplace.engagements.services.ending import cancel, cancel_fee, end, ending_fee, withdraw, withdrawal_fee
from marketplace.engagements.services.extending import answer_extension, ask_extension
from marketplace.engagements.services.falling import with_papers_ending
from marketplace.engagements.services.photos import open_photo
from marketplace.engagements.services.rules import preview_rule, save_rule
from marketplace.engagements.services.searching import review, watch_worker
from marketplace.engagements.services.substituting import (
    accept_substitute,
    ask_replacement,
    decline_substitute,
    end_searches,
    give_up,
    propose_substitute,
    wait_for_the_same,
)
from marketplace.engagements.services.turning import end_extensions, end_waiting, turn_days

__all__ = [
    "Noted",
    "Wish",
    "accept_substitute",
    "agree",
    "answer_extension",
    "ask",
    "ask_assessment",
    "ask_contract",
    "ask_extension",
    "ask_replacement",
    "begin",
    "cancel",
    "cancel_assessment",
    "cancel_fee",
    "choose",
    "complete_assessment",
    "decline",
    "decline_substitute",
    "end",
    "end_extensions",
    "end_searches",
    "end_waiting",
    "ending_fee",
    "give_up",
    "keep",
    "open_photo",
    "plan_assessment",
    "preview_rule",
    "propose",
    "propose_substitute",
    "refuse",
    "refuse_assessment",
    "requote",
    "review",
    "save_rule",
    "sign",
    "take_back",
    "turn_days",
    "wait_for_the_same",
    "watch_worker",
    "with_papers_ending",
    "withdraw",
    "withdrawal_fee",
    "write_care",
]

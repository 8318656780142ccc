"""The verbs of workers, their papers and calendars."""

from marketplace.workers.services.calendar import add_exception, remove_exception, set_week
from marketplace.workers.services.filing import be_found, claim_file, edit_worker, enter_worker, open_code, register_worker, set_photo, set_skills
from marketplace.workers.services.lifecycle import (
    appeal,
    approve,
    block,
    go_offline,
    go_online,
    leave,
    lift,
    resume,
    return_to_work,
    return_worker,
    submit,
    suspend,
    uphold,
)
from marketplace.workers.services.papers import add_paper, refuse_paper, remind_of_ends, reveal_number, save_kind, verify_paper
from marketplace.workers.services.safety import safety_file
from marketplace.workers.services.spot_checks import close_check, note_check
from marketplace.workers.services.stations import leave_closed, move_due, station

__all__ = [
    "add_exception",
    "add_paper",
    "appeal",
    "approve",
    "be_found",
    "block",
    "claim_file",
    "close_check",
    "edit_worker",
    "enter_worker",
    "go_offline",
    "go_online",
    "leave",
    "leave_closed",
    "lift",
    "move_due",
    "note_check",
    "open_code",
    "refuse_paper",
    "register_worker",
    "remind_of_ends",
    "remove_exception",
    "resume",
    "return_to_work",
    "return_worker",
    "reveal_number",
    "safety_file",
    "save_kind",
    "set_photo",
    "set_skills",
    "set_week",
    "station",
    "submit",
    "suspend",
    "uphold",
    "verify_paper",
]

"""The verbs of postings, applications and sign-ups."""

from marketplace.recruitment.services.applying import apply, contact, decline, see, withdraw_application
from marketplace.recruitment.services.lifecycle import close, expire_due, renew, withdraw
from marketplace.recruitment.services.moderating import approve, hide, restore, return_job
from marketplace.recruitment.services.posting import edit_job, post_job, submit
from marketplace.recruitment.services.signing_up import note_export, sign_up

__all__ = [
    "apply",
    "approve",
    "close",
    "contact",
    "decline",
    "edit_job",
    "expire_due",
    "hide",
    "note_export",
    "post_job",
    "renew",
    "restore",
    "return_job",
    "see",
    "sign_up",
    "submit",
    "withdraw",
    "withdraw_application",
]

"""The verbs of notices on the board."""

from cms.bulletins.services.lifecycle import close, expire_due, withdraw
from cms.bulletins.services.moderating import approve, hide, restore, return_bulletin
from cms.bulletins.services.writing import announce, edit_bulletin, submit, write_bulletin

__all__ = [
    "announce",
    "approve",
    "close",
    "edit_bulletin",
    "expire_due",
    "hide",
    "restore",
    "return_bulletin",
    "submit",
    "withdraw",
    "write_bulletin",
]

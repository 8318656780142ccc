"""The verbs of this slice."""

from marketplace.ratings.services.checking import Said
from marketplace.ratings.services.inviting import invite, remind_due
from marketplace.ratings.services.moderating import hide, restore
from marketplace.ratings.services.prior import refresh_prior
from marketplace.ratings.services.rating import edit, rate
from marketplace.ratings.services.recounting import recount
from marketplace.ratings.services.replying import give_word, publish_due, reply

__all__ = ["Said", "edit", "give_word", "hide", "invite", "publish_due", "rate", "recount", "refresh_prior", "remind_due", "reply", "restore"]

"""Whose a telephone number is: a member's who has proven it, else a guest's."""

from core.encryption import blind_index
from marketplace.bookings.models import Booking, Guest
from marketplace.bookings.states import Channel
from members import queries as members
from members.models import User

# Orders by these came by word of mouth: whoever placed them may never look at the site, so he is told by SMS.
SPOKEN = frozenset({Channel.PHONE.value, Channel.SMS.value, Channel.DESK.value})


def index_of(phone: str) -> str:
    """The blind index of a guest's number."""
    return blind_index("bookings.guest", phone)


def guest_with(phone: str) -> Guest | None:
    """The guest with a number in its one form. One query."""
    return Guest.objects.select_related("user").filter(phone_index=index_of(phone)).first()


def person_with(phone: str) -> User | None:
    """Whose orders come from this number: the member who has proven it, else the guest. Two queries at most."""
    member = members.by_phone(phone)
    if member is not None:
        return member
    guest = guest_with(phone)
    return guest.user if guest is not None else None


def number_of(person: User) -> str:
    """The number at which a customer is reached; empty where there is none. One query at most."""
    if person.phone:
        return person.phone
    guest = Guest.objects.filter(user_id=person.pk).first()
    return guest.phone if guest is not None else ""


def is_told_by_sms(booking: Booking) -> bool:
    """Whether what happens to an order is told in full by SMS."""
    return booking.channel in SPOKEN

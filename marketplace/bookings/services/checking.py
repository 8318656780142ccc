"""What a family says about itself and its home, checked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.contacts import NO_CONTACTS, checked_words, has_contact
from core.errors import Invalid
from core.models import District
from core.texts import CONTROL
from marketplace.bookings.availability.travel import Point, kilometres
from marketplace.bookings.charging import MOST_AMOUNT
from members.phones import normalised

LONGEST_NEEDS = 500
# No district of a city reaches farther from its middle: a point beyond is another place, and whoever comes would go there.
DISTRICT_KM = 80
FARTHEST = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Contact:
    """Who opens the door: name, mobile number, address."""

    name: str
    phone: str
    address: str

    def checked(self) -> dict[str, str]:
        """The three as they are kept. Raises Invalid naming the fields."""
        problems: dict[str, list[str]] = {}
        name, address, phone = self.name.strip(), self.address.strip(), normalised(self.phone)
        if not 1 <= len(name) <= 20 or CONTROL.search(name):
            problems["name"] = ["写怎么称呼，最多 20 个字。"]
        if phone is None:
            problems["phone"] = ["请填 11 位的大陆手机号。"]
        if not 4 <= len(address) <= 120 or CONTROL.search(address):
            problems["address"] = ["写到门牌号，4 到 120 个字。"]
        # What the other side reads carries no number (BKG-17); the number itself has a field of its own, which nobody is shown.
        problems |= {field: [NO_CONTACTS] for field, text in (("name", name), ("address", address)) if field not in problems and has_contact(text)}
        if problems:
            raise Invalid(fields=problems)
        return {"contact_name": name, "phone": phone or "", "address": address}


def checked_point(district: District, lat: float | None, lng: float | None) -> Point:
    """Where a home is, in degrees: the point that was given, else the middle of its district. Raises Invalid for one that cannot lie in the district."""
    middle = (district.lat, district.lng)
    if lat is None or lng is None:
        return middle
    if kilometres(middle, (lat, lng)) > DISTRICT_KM:
        raise Invalid(fields={"lat": [f"这个位置不在{district.name}。改一下位置，或者只选区，不标位置。"]})
    return lat, lng


def checked_needs(text: str) -> str:
    """What else whoever comes should know. Raises Invalid."""
    return checked_words(text, name="needs", most=LONGEST_NEEDS)


def checked_amount(amount: int) -> int:
    """How many pieces or square metres. Raises Invalid."""
    if not 1 <= amount <= MOST_AMOUNT:
        raise Invalid(fields={"amount": [f"填 1 到 {MOST_AMOUNT}。"]})
    return amount


def checked_start(start: datetime, now: datetime) -> datetime:
    """A start in the future, to the minute; whether anybody can come then is asked elsewhere. Raises Invalid."""
    if start.tzinfo is None or not now < start <= now + FARTHEST or start.second or start.microsecond:
        raise Invalid(fields={"start": ["这个时间不能约。"]})
    return start

"""What a number has been asked and how it is answered: one open question at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from core.access import Actor, system_actor
from core.money import Money
from dispatch.intake.models import Awaited
from dispatch.intake.reading.times import spoken
from dispatch.intake.services.speaking import sms_actor
from marketplace.bookings.models import Booking
from members.models import User
from notifications.services import send_sms
from notifications.services.sms import index_of

LIFE = timedelta(minutes=30)
NEEDS = 400


@dataclass(slots=True)
class Texter:
    """Somebody who writes to us: his number, and who he is as far as we know."""

    phone: str
    person: User | None
    now: datetime

    @property
    def index(self) -> str:
        """The blind index of the number."""
        return index_of(self.phone)

    @property
    def actor(self) -> Actor:
        """As whom he acts. Raises ValueError for somebody of whom there is nothing yet."""
        if self.person is None:
            raise ValueError("nobody yet")
        return sms_actor(self.person, self.phone)

    def awaited(self) -> Awaited | None:
        """What he has been asked, as long as it holds. One query."""
        return Awaited.objects.select_related("booking").filter(phone_index=self.index, until__gt=self.now).first()

    def ask(self, kind: str, *, until: datetime | None = None, **values: Any) -> None:
        """Wait for his answer; what was waited for before is forgotten. `until` at most the end of what is offered."""
        fresh = {"text": "", "booking": None, "total_fen": None, "fee_fen": 0, "start": None, **values}
        fresh["text"] = fresh["text"][-NEEDS:]
        Awaited.objects.update_or_create(phone_index=self.index, defaults={"kind": kind, "until": until or self.now + LIFE, **fresh})

    def settle(self) -> None:
        """Nothing is waited for any more."""
        Awaited.objects.filter(phone_index=self.index).delete()

    def reply(self, template: str, **words: str) -> None:
        """Answer him."""
        send_sms(phone=self.phone, template=template, params=words, actor=system_actor("sms"), now=self.now)


def ask_for_yes(booking: Booking, phone: str, person: User, *, text: str = "", now: datetime) -> None:
    """Send the open price of a held order to a number and wait for its "确认" (by SMS, or for the desk where nothing is recorded)."""
    texter = Texter(phone, person, now)
    quote = booking.quotes.prefetch_related("lines").order_by("-version").first()
    if quote is None or booking.until is None:
        return
    # A late yes is answered with a fresh price.
    texter.ask(Awaited.Kind.QUOTE, until=booking.until + LIFE, text=text, booking=booking, total_fen=quote.total_fen)
    texter.reply("sms_quote", **quote_words(booking, quote))


def forget_awaited(*, now: datetime) -> int:
    """Delete what nobody answered in time: there are addresses in it. Returns how many."""
    return Awaited.objects.filter(until__lt=now).delete()[0]


def quote_words(booking: Booking, quote: Any) -> dict[str, str]:
    """The words of a price: what, when, where, from whom, how much and what of it is for night or holiday."""
    from_lines = [line for line in quote.lines.all() if line.kind != "base"]
    return {
        "title": booking.title,
        "when": spoken(booking.starts_at),
        "where": f"{booking.district.name}{booking.address}",
        "provider": booking.provider_name,
        "sum": Money(quote.total_fen).yuan,
        "lines": f"（含{'、'.join(f'{line.label} {Money(line.fen).yuan} 元' for line in from_lines)}）" if from_lines else "",
        "until": timezone.localtime(booking.until).strftime("%H:%M"),
    }

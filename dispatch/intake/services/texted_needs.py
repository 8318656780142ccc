"""An SMS that wants something: understood, priced, kept for a quarter of an hour, or asked back (BKG-02)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from core.access import system_actor
from core.clock import midnight
from core.errors import Invalid
from core.models import District
from dispatch.intake.models import Awaited
from dispatch.intake.queries.offers import Asked, Option, bookable, kept_by, nearest, one_each, options
from dispatch.intake.queries.vocabulary import vocabulary
from dispatch.intake.reading import Need, When, plain, read_need
from dispatch.intake.reading.times import spoken, spoken_day
from dispatch.intake.services.awaiting import Texter, ask_for_yes
from dispatch.intake.services.sending import ask
from dispatch.intake.services.speaking import sms_actor
from marketplace.bookings.availability import Place
from marketplace.bookings.errors import Busy, SlotTaken
from marketplace.bookings.models import Booking
from marketplace.bookings.queries.own import addresses_of
from marketplace.bookings.services import Contact, Wish, customer_with, hold

DAYS = 7
EXAMPLES = {"什么服务": "保洁2小时", "什么时间": "周六上午10点", "哪个区": "朝阳区", "门牌地址": "望京西园四区12号楼"}
# A known home is offered again as long as it is not too long ago: numbers change hands.
RECENT = timedelta(days=90)


def want(texter: Texter, text: str) -> None:
    """Read what is wanted together with what was said before, and answer: the price, what is missing, or the next free times."""
    before = texter.awaited()
    goes_on = before is not None and before.kind in (Awaited.Kind.NEED, Awaited.Kind.QUOTE)
    words = vocabulary()
    said = f"{before.text} {plain(text)}".strip() if before is not None and goes_on else plain(text)
    alone = read_need(text, now=texter.now, vocabulary=words)
    if said == plain(text) == "" or (
        text and not alone.says_something and not (goes_on and (alone.address or alone.amount or alone.name or alone.when.minutes))
    ):
        texter.reply("sms_unclear")
        return
    need = _at_home(texter, read_need(said, now=texter.now, vocabulary=words))
    if need.missing:
        texter.ask(Awaited.Kind.NEED, text=said)
        texter.reply("sms_missing", missing="、".join(need.missing), example=" ".join(EXAMPLES[one] for one in need.missing))
        return
    district = District.objects.get(code=need.district)
    asked = Asked(
        bookable(need.service_types, district, texter.now), Place(district.lat, district.lng, district.pk), need.when.minutes, need.amount or 1, _kept(texter)
    )
    if not asked.listings:
        _hand_to_desk(texter, need, said, district)
        return
    _find(texter, need, said, district, asked)


def _kept(texter: Texter) -> list[int]:
    return kept_by(texter.person.pk) if texter.person is not None else []


def _at_home(texter: Texter, need: Need) -> Need:
    """Whoever says no place means the last home he ordered to."""
    if texter.person is None or need.district or need.address or not need.service_types:
        return need
    if not Booking.objects.filter(customer=texter.person, created_at__gt=texter.now - RECENT, placed_at__isnull=False).exists():
        return need
    known = addresses_of(texter.actor, most=1)
    if not known:
        return need
    home = known[0]
    return Need(need.service_types, need.what, need.when, home["district"].code, home["address"], need.amount, need.name or home["name"])


def days_of(when: When, now: datetime) -> list[date]:
    """The days among which to look: the one that was said, else a week."""
    today = timezone.localdate(now)
    return [when.day] if when.day is not None else [today + timedelta(days=number) for number in range(DAYS)]


def fitting(found: Sequence[Option], when: When) -> list[Option]:
    """Those inside the part of the day that was said."""
    first, last = when.part or (0, 24)
    return [one for one in found if first <= timezone.localtime(one.start).hour < last]


def _find(texter: Texter, need: Need, said: str, district: District, asked: Asked) -> None:
    start = need.when.start
    if start is not None:
        for option in [one for one in options(asked, days=[timezone.localdate(start)], now=texter.now) if one.start == start][:3]:
            try:
                booking = _hold(texter, need, option, district)
            except (SlotTaken, Busy):
                continue
            person = booking.customer
            ask_for_yes(booking, texter.phone, person, text=said, now=texter.now)
            return
    _offer_times(texter, need, said, asked)


def _hold(texter: Texter, need: Need, option: Option, district: District) -> Booking:
    name = need.name or (texter.person.display_name if texter.person is not None else "") or f"尾号 {texter.phone[-4:]}"
    texter.person = customer_with(texter.phone, name=need.name, actor=system_actor("sms"), now=texter.now)
    contact = Contact(name[:20], texter.phone, need.address)
    wish = Wish(option.start, district, contact, need.when.minutes, need.amount or 1)
    held = hold(option.listing, wish, actor=sms_actor(texter.person, texter.phone), now=texter.now)
    return Booking.objects.with_names().select_related("customer").get(pk=held.pk)


def _offer_times(texter: Texter, need: Need, said: str, asked: Asked) -> None:
    """The nearest times to what was said; on that day, else within the week after."""
    wanted = need.when.start or midnight(need.when.day or timezone.localdate(texter.now)) + timedelta(hours=(need.when.part or (9, 0))[0])
    found = fitting(one_each(options(asked, days=days_of(need.when, texter.now), now=texter.now)), need.when)
    if not found:
        first = max(need.when.day or timezone.localdate(texter.now), timezone.localdate(texter.now))
        found = options(asked, days=[first + timedelta(days=number) for number in range(DAYS)], now=texter.now)
    near = nearest(found, wanted)
    if not near:
        _hand_to_desk(texter, need, said, District.objects.get(code=need.district))
        return
    texter.ask(Awaited.Kind.NEED, text=said)
    when = spoken(need.when.start) if need.when.start else spoken_day(need.when.day) if need.when.day else "这个时间"
    template = "sms_full" if need.when.start else "sms_times"
    texter.reply(template, when=when, times="、".join(spoken(one.start) for one in near), example=spoken(near[0].start))


def _hand_to_desk(texter: Texter, need: Need, said: str, district: District) -> None:
    """Nobody can be booked for it: it becomes a consultation, and somebody calls back."""
    try:
        row = ask(
            text=f"短信：{said}", name=need.name or f"尾号 {texter.phone[-4:]}", phone=texter.phone, channel="sms", actor=system_actor("sms"), now=texter.now
        )
    except Invalid:
        texter.reply("sms_unclear")
        return
    texter.settle()
    texter.reply("sms_nobody", what=need.what, where=district.name, number=row.number)

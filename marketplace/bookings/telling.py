"""What each side is told of each event, in its own words. `{…}` are filled from the order; never an address or a number in a notice."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from core.money import Money
from marketplace.bookings import events
from marketplace.bookings.models import Booking
from marketplace.bookings.shown import called, visit_of
from marketplace.bookings.states import ChangeState, QuoteState


@dataclass(frozen=True, slots=True)
class Words:
    """A title and a text; `sms`: also by SMS, because somebody has to act."""

    title: str
    body: str
    sms: bool = False


FOR_FAMILY: Mapping[str, Words] = {
    events.BOOKING_REQUESTED.name: Words("提交了：{title}", "{when}，等{provider}接单。没答复不收钱。"),
    events.BOOKING_ACCEPTED.name: Words("约好了：{title}", "{when}，{worker}来。上门时把签到码报给他。", sms=True),
    events.BOOKING_QUOTED.name: Words("{provider}报了新价", "「{title}」要不要按新价做，等你定。", sms=True),
    events.BOOKING_REFUSED.name: Words("{provider}接不了", "「{title}」{when}这一单没接成，没有收钱。换个时间或者换一家看看。", sms=True),
    events.BOOKING_MOVED.name: Words("时间改好了：{title}", "改到{when}。"),
    events.BOOKING_REASSIGNED.name: Words("换了一位来：{title}", "{when}，换成{worker}来，时间和价格不变。", sms=True),
    events.BOOKING_CANCELLED.name: Words("取消了：{title}", "{when}这一单取消了。"),
    events.BOOKING_WITHDRAWN.name: Words("{provider}取消了：{title}", "{when}来不了了。补给你的钱写在订单里。", sms=True),
    events.BOOKING_EXPIRED.name: Words("过时作废：{title}", "{when}这一单没等到答复，没有收钱。"),
    events.BOOKING_SET_OUT.name: Words("{worker}出发了", "「{title}」{when}，准备好签到码。"),
    events.BOOKING_ARRIVED.name: Words("{worker}到了", "签到码核对好了，「{title}」开始。"),
    events.BOOKING_FINISHED.name: Words("做完了：{title}，完工码 {end_code}", "看过满意，把完工码报给他，或者自己点确认。应付 {sum} 元。", sms=True),
    events.FEE_WAIVED.name: Words("{provider}免了一笔费用", "「{title}」的费用不收了，原因写在订单里。"),
    events.CHANGE_ASKED.name: Words("要不要加一项", "「{title}」现场提了加项，你不同意就不收钱。", sms=True),
    events.OBJECTION_ANSWERED.name: Words("你提的意见有答复了", "「{title}」怎么办的，写在订单里。"),
}
FOR_PROVIDER: Mapping[str, Words] = {
    events.BOOKING_REQUESTED.name: Words("有新订单：{title}", "{when}，{district}。在截止时间前答复。", sms=True),
    events.BOOKING_ACCEPTED.name: Words("订单定了：{title}", "{when}，{district}，{worker}去。"),
    events.BOOKING_MOVED.name: Words("家里改了时间：{title}", "改到{when}，{worker}去。"),
    events.BOOKING_CANCELLED.name: Words("家里取消了：{title}", "{when}这一单取消了，时段已经放开。"),
    events.BOOKING_EXPIRED.name: Words("订单过时了：{title}", "{when}这一单没有答复，作废了。"),
    events.OBJECTION_MADE.name: Words("家里现场提了意见：{title}", "人还在家里，马上看一下、答复。没答复不能算做完。", sms=True),
    events.BOOKING_COMPLETED.name: Words("订单完成：{title}", "家里确认了，应收 {sum} 元。"),
    events.BOOKING_MISSED.name: Words("没到场：{title}", "{when}这一单记为没到场，看一下订单。"),
}
FOR_WORKER: Mapping[str, Words] = {
    events.BOOKING_ACCEPTED.name: Words("你有一单：{title}", "{when}，{district}。", sms=True),
    events.BOOKING_MOVED.name: Words("时间改了：{title}", "改到{when}，{district}。", sms=True),
    events.BOOKING_REASSIGNED.name: Words("这一单派给你：{title}", "{when}，{district}。", sms=True),
    events.OBJECTION_MADE.name: Words("家里有意见：{title}", "先处理，答复了再做完。", sms=True),
    events.CHANGE_ANSWERED.name: Words("加项有答复了", "「{title}」的加项，家里答复了。"),
    events.BOOKING_COMPLETED.name: Words("家里确认了：{title}", "辛苦了。"),
}


# Whoever ordered by word of mouth has no page: the text of notifications.texts that says everything.
FOR_SPOKEN: Mapping[str, str] = {
    events.BOOKING_REQUESTED.name: "order_requested",
    events.BOOKING_ACCEPTED.name: "order_accepted",
    events.BOOKING_QUOTED.name: "order_quoted",
    events.BOOKING_REFUSED.name: "order_refused",
    events.BOOKING_MOVED.name: "order_moved",
    events.BOOKING_REASSIGNED.name: "order_reassigned",
    events.BOOKING_CANCELLED.name: "order_cancelled",
    events.BOOKING_WITHDRAWN.name: "order_withdrawn",
    events.BOOKING_EXPIRED.name: "order_expired",
    events.BOOKING_FINISHED.name: "order_finished",
    events.CHANGE_ASKED.name: "order_extra",
}


def spoken_of(row: Booking) -> dict[str, str]:
    """The words of an SMS that has to say everything; the code is for the family alone, to whom it goes. Two queries at most."""
    extra = row.changes.filter(state=ChangeState.ASKED).first()
    quote = row.quotes.filter(state=QuoteState.OFFERED).order_by("-version").first()
    more = {"number": row.number, "code": visit_of(row).code, "extra": extra.label if extra else "", "extra_sum": Money(extra.fen).yuan if extra else ""}
    return {**_known(row), **more, "price": Money(quote.total_fen if quote else row.total_fen).yuan}


def offer_of(row: Booking) -> dict[str, str]:
    """The words of an offer to somebody in line: what, when, how much, until when, and the way there. One query."""
    quote, until = row.quotes.order_by("-version").first(), timezone.localtime(row.until or row.starts_at)
    path = row.get_absolute_url()
    return {**_known(row), "price": Money(quote.total_fen if quote else 0).yuan, "until": f"{until:%H:%M}", "path": path, "link": f"{settings.SITE_URL}{path}"}


def said_of(row: Booking, words: Words) -> tuple[str, str]:
    """Title and text of a notice about an order."""
    known = _known(row)
    return words.title.format_map(known)[:120], words.body.format_map(known)


def _known(row: Booking) -> dict[str, str]:
    at = timezone.localtime(row.starts_at)
    return {
        "title": row.title,
        "when": f"{at.month} 月 {at.day} 日 {at:%H:%M}",
        "provider": row.provider_name,
        "worker": called(row) or row.provider_name,
        "district": row.district.name,
        "sum": Money(row.chargeable_fen).yuan,
        "end_code": visit_of(row).end_code,
    }

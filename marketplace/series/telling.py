"""What each side is told of each event, in its own words. `{…}` are filled from the series; never an address or a number."""

from collections.abc import Mapping

from django.utils import timezone

from core.templatetags.ui import day
from marketplace.bookings.telling import Words
from marketplace.series import events
from marketplace.series.models import Series, SeriesVisit
from marketplace.series.shown import rhythm_in_words

FOR_FAMILY: Mapping[str, Words] = {
    events.SERIES_ACCEPTED.name: Words("定期约好了：{title}", "{rhythm}。每一次都会提前排好，临时有事可以跳过、改时间。"),
    events.SERIES_EXCEPTION.name: Words("{when}排不上：{title}", "{reason}。换个人、换个时间，还是跳过这一次，由你定。", sms=True),
    events.SERIES_CHANGED.name: Words("改好了：{title}", "{rhythm}。"),
    events.SERIES_PAUSED.name: Words("暂停了：{title}", "{pause}不来，到时候自动恢复。"),
    events.SERIES_RESUMED.name: Words("恢复了：{title}", "{rhythm}。"),
    events.SERIES_ENDED.name: Words("不再继续：{title}", "以后的都取消了。"),
    events.SERIES_STOPS.name: Words("做完这个月就不再继续：{title}", "{last}以后的都取消了，下个月不再收月费。"),
    events.SERIES_FINISHED.name: Words("都做完了：{title}", "还想要的话，可以再定一轮。"),
}
FOR_PROVIDER: Mapping[str, Words] = {
    events.SERIES_ACCEPTED.name: Words("新的定期客户：{title}", "{rhythm}，{district}。"),
    events.SERIES_EXCEPTION.name: Words("定期客户{when}排不上：{title}", "{reason}。家里在看换人还是换时间。"),
    events.SERIES_SKIPPED.name: Words("定期客户跳过一次：{title}", "{when}不用去，时间放开了。"),
    events.SERIES_CHANGED.name: Words("定期客户改了：{title}", "{rhythm}，{district}。"),
    events.SERIES_PAUSED.name: Words("定期客户暂停：{title}", "{pause}不用去。"),
    events.SERIES_RESUMED.name: Words("定期客户恢复：{title}", "{rhythm}，{district}。"),
    events.SERIES_STOPS.name: Words("包月客户做完这个月：{title}", "{last}以后不用再去，后面的时间放开了。"),
    events.SERIES_ENDED.name: Words("定期客户不再继续：{title}", "以后的时间都放开了。"),
}


def said_of(row: Series, visit: SeriesVisit | None, words: Words) -> tuple[str, str]:
    """Title and text of a notice."""
    at = timezone.localtime(visit.starts_at) if visit else None
    known = {
        "title": row.title,
        "rhythm": rhythm_in_words(row),
        "district": row.district.name,
        "when": f"{at.month} 月 {at.day} 日 {at:%H:%M}" if at else "",
        "reason": visit.reason if visit and visit.reason else "那个时间没有人",
        "last": day(row.last_on) if row.last_on else "",
        "pause": f"{day(row.paused_from)}到{day(row.paused_to)}前" if row.paused_from else "",
    }
    return words.title.format_map(known)[:120], words.body.format_map(known)

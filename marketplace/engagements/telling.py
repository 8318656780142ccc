"""What each side is told of each event, in its own words. `{…}` are filled from the engagement; never an address or a number."""

from collections.abc import Mapping
from typing import Any

from core.money import Money
from core.templatetags.ui import day
from marketplace.bookings.telling import Words
from marketplace.engagements import events
from marketplace.engagements.models import Engagement
from marketplace.engagements.shown import there

FOR_FAMILY: Mapping[str, Words] = {
    events.ENGAGEMENT_PROPOSED.name: Words("有人选了：{title}", "看看是谁，证件、评价和价格都在里面。"),
    events.ENGAGEMENT_QUOTED.name: Words("{provider}重新报价：{title}", "看看价格，定不定由你。", sms=True),
    events.ENGAGEMENT_REOPENED.name: Words("再看看别人：{title}", "日子放开了，可以从别的人选里挑。"),
    events.ENGAGEMENT_AGREED.name: Words("合同写好了：{title}", "双方签了才算定下，最晚 {until} 签。"),
    events.ENGAGEMENT_SIGNED.name: Words("都签好了：{title}", "{first}起，{worker}来。上岗那天把上岗码报给他。", sms=True),
    events.ENGAGEMENT_BEGUN.name: Words("{worker}上岗了", "「{title}」开始了。"),
    events.ENGAGEMENT_KEPT.name: Words("试用结束：{title}", "{worker}留下了。"),
    events.ENGAGEMENT_REPLACED.name: Words("换人了：{title}", "换成{worker}，价格没有涨。", sms=True),
    events.ENGAGEMENT_EXTENDED.name: Words("续好了：{title}", "做到 {last}，一共 {sum} 元。"),
    events.ENGAGEMENT_ENDING.name: Words("说好了结束：{title}", "做到 {last}。"),
    events.ENGAGEMENT_ENDED.name: Words("做完了：{title}", "谢谢你用我们的服务。"),
    events.ENGAGEMENT_CANCELLED.name: Words("取消了：{title}", "这一单取消了。"),
    events.ENGAGEMENT_WITHDRAWN.name: Words("{provider}退出了：{title}", "做过的天数照常结算，补给你的钱写在里面。", sms=True),
    events.ENGAGEMENT_EXPIRED.name: Words("过时作废：{title}", "没等到答复，没有收钱。"),
    events.PERIOD_OWED.name: Words("一期结清：{title}", "应付的钱写在里面，没有超过接受的价格。"),
}
FOR_PROVIDER: Mapping[str, Words] = {
    events.ENGAGEMENT_ASKED.name: Words("有家庭找人：{title}", "{first}起，{district}。提合适的人选。", sms=True),
    events.ENGAGEMENT_CHOSEN.name: Words("选了{worker}：{title}", "家里在看价格，日子先留着。"),
    events.ENGAGEMENT_AGREED.name: Words("家里接受了价格：{title}", "合同等你们签，最晚 {until}。", sms=True),
    events.ENGAGEMENT_REOPENED.name: Words("家里再看看：{title}", "{first}那一单，家里还在挑。"),
    events.ENGAGEMENT_SIGNED.name: Words("都签好了：{title}", "{first}起，{worker}去，{district}。"),
    events.ENGAGEMENT_EXTENSION_ASKED.name: Words("家里想续期：{title}", "看看能不能续，日子先留着。", sms=True),
    events.ENGAGEMENT_ENDING.name: Words("家里说好结束：{title}", "做到 {last}。"),
    events.ENGAGEMENT_ENDED.name: Words("做完了：{title}", "按在岗天数结算好了。"),
    events.ENGAGEMENT_CANCELLED.name: Words("家里取消了：{title}", "{first}那一单取消了，日子放开了。"),
    events.ENGAGEMENT_WITHDRAWN.name: Words("退出了：{title}", "应付给家里的写在里面。"),
}
FOR_WORKER: Mapping[str, Words] = {
    events.ENGAGEMENT_SIGNED.name: Words("你有一户：{title}", "{first}起，{district}。上岗那天问家里要上岗码。", sms=True),
    events.ENGAGEMENT_REPLACED.name: Words("派你去：{title}", "做到 {last}，{district}。", sms=True),
    events.ENGAGEMENT_EXTENDED.name: Words("续期了：{title}", "做到 {last}。"),
    events.ENGAGEMENT_ENDING.name: Words("说好结束：{title}", "做到 {last}。", sms=True),
    events.ENGAGEMENT_CANCELLED.name: Words("取消了：{title}", "{first}那一户不用去了。", sms=True),
}


def words_of(row: Engagement) -> dict[str, Any]:
    """What the words are filled with."""
    stay = there(row)
    last = row.ends_on.fromordinal(row.ends_on.toordinal() - 1)
    return {
        "title": row.title,
        "provider": row.provider_name or "服务方",
        "worker": stay.worker.called if stay else "服务人员",
        "district": row.district.name,
        "first": day(row.starts_on),
        "last": day(last),
        "until": day(row.until) if row.until else "",
        "sum": Money(row.chargeable_fen).yuan,
    }


def said_of(row: Engagement, words: Words) -> tuple[str, str]:
    """Title and text of a notice about an engagement."""
    known = words_of(row)
    return words.title.format_map(known)[:120], words.body.format_map(known)

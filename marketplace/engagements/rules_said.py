"""A rule of a long service in the words that families read."""

from core.money import Money
from marketplace.bookings.rules_said import length
from marketplace.engagements.models import EngagementRule
from marketplace.engagements.terms import COUNTED, UNIT_LABELS


def rule_in_words(row: EngagementRule) -> str:
    """What a family reads before it asks for somebody."""
    counted = COUNTED[row.basis]
    found = [
        f"{'住家' if row.lives_in else '不住家'}，按{UNIT_LABELS[row.basis].removeprefix('元/')}算，{row.least_units} 到 {row.most_units} {counted}",
        f"前 {row.trial_days} 天试用，不合适只付做过的天数" if row.trial_days else "没有试用期",
        f"提前 {row.notice_days} 天说就能免费结束" if row.notice_days else "随时可以免费结束",
        f"找人最多 {row.ask_days} 天，报价 {row.quote_hours} 小时内有效，定了以后 {row.sign_hours} 小时内签合同",
        f"最多提前 {row.horizon_days} 天约",
    ]
    found += [f"开始的日子前后 {row.tolerance_days} 天都给留着"] if row.tolerance_days else []
    price = f"收 {Money(row.assessment_fen)} 元" if row.assessment_fen else "不收钱"
    return "；".join([*found, f"要上门评估的，大约 {length(row.assessment_minutes)}，{price}"]) + "。"

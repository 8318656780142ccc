"""A rule of series and of paying by the month in the words that families read."""

from core.money import WHOLE
from marketplace.series.models import SeriesRule
from marketplace.series.states import Rhythm


def rule_in_words(row: SeriesRule) -> str:
    """What a family reads before it agrees."""
    rhythms = "、".join(Rhythm(one).label for one in row.rhythms)
    found = [f"可以{rhythms}来一次，一回定 {row.least_visits} 到 {row.most_visits} 次"]
    if not row.by_month:
        return f"{found[0]}；做一次付一次，不能包月。"
    share = f"退回那一次的 {row.credit_share * 100 / WHOLE:g}%" if row.credit_share else "不退"
    found += [f"可以包月，最多 {row.most_months} 个月", f"家里及时跳过、暂停的，{share}，从下个月的月费里减；服务方没来的全退"]
    return "；".join(found) + "。"

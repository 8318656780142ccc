"""The words of a contract, from the order as it stands (BKG-22): scope, fee, term, mode, parties. Pure: no query, no clock."""

import hashlib
from collections.abc import Sequence
from typing import Any

import orjson
from django.utils import timezone

from core.money import Money
from core.templatetags.ui import day
from marketplace.bookings.models import Booking
from marketplace.engagements.models import Deal, Engagement
from marketplace.engagements.terms import COUNTED, UNIT_LABELS, day_fen

Clause = tuple[str, str]


def party_of(deal: Deal) -> str:
    """The one legal name of the provider, as on the storefront and the order."""
    if deal.enterprise is not None:
        return deal.enterprise.legal_name
    return f"{deal.provider.called}（个人，平台实名核验）" if deal.provider else ""


def body_of(deal: Deal, *, worker: str, code: str, lines: Sequence[dict[str, Any]], steps: Sequence[str]) -> dict[str, Any]:
    """The contract of an order of either kind. `worker` and `code`: who comes, by the name that families see, and the safety code."""
    licence = deal.enterprise.licence_no if deal.enterprise is not None else ""
    parties = [("甲方（家庭）", deal.contact_name), ("乙方（服务方）", party_of(deal))]
    parties += [("统一社会信用代码", licence)] if licence else []
    parties += [("上门人员", f"{worker}，安心码 {code}")]
    clauses = _of_visit(deal) if isinstance(deal, Booking) else _of_engagement(deal)
    scope = f"{deal.title}（{deal.service_type.name}）。" + ("包括：" + "；".join(steps) + "。" if steps else "做什么按双方约定。")
    fees = [(line["label"], f"{Money(line['fen']).yuan} 元。{line['detail']}") for line in lines]
    total = Money(sum(line["fen"] for line in lines)).yuan
    return {
        "title": "家政服务合同",
        "number": deal.number,
        "parties": parties,
        "clauses": [("服务范围", scope), *clauses, ("服务费用", f"合计 {total} 元。没有经甲方同意的，乙方不得加收。")],
        "fees": fees,
        "total_fen": sum(line["fen"] for line in lines),
        "address": f"{deal.district.name} {deal.address}",
    }


def _of_visit(row: Booking) -> list[Clause]:
    at = timezone.localtime(row.starts_at)
    return [
        ("服务方式", "上门服务，按次。"),
        ("服务期限", f"{day(at.date())} {at:%H:%M} 起，约 {row.minutes} 分钟。"),
        ("改期和取消", row.terms.get("summary", "") or "随时可以免费取消和改期。"),
        ("换人", "乙方派不出原定的人，先提同价的替补；甲方不要，免费取消。"),
    ]


def _of_engagement(row: Engagement) -> list[Clause]:
    terms = row.terms
    slack = f"，实际上岗的日子可以前后差 {row.tolerance_days} 天，服务天数不变" if row.tolerance_days else ""
    trial = terms["trial_days"]
    price = Money(row.unit_fen).yuan
    return [
        (
            "服务方式",
            f"{'住家' if terms['lives_in'] else '不住家，每天上门'}，按{UNIT_LABELS[row.basis].removeprefix('元/')}计价，每{UNIT_LABELS[row.basis].removeprefix('元/')} {price} 元。",
        ),
        ("服务期限", f"{row.units} {COUNTED[row.basis]}，{day(row.starts_on)}起，到{day(row.ends_on)}前{slack}。"),
        ("付款", "每一期做完，按实际在岗的天数结算，不超过本合同写的价格；人不在岗的日子不计费。"),
        ("试用", f"上岗起 {trial} 天试用。试用期内任何一方觉得不合适都可以结束，甲方只付做过的天数。" if trial else "没有试用期。"),
        ("换人", "服务期内乙方的人来不了，乙方提出替补，价格相同或者更低，由甲方同意；甲方不同意，可以免费结束。甲方也可以要求换人。"),
        (
            "提前结束",
            f"提前 {terms['notice_days']} 天说，不收费；每差一天，付一天的价 {Money(day_fen(row.basis, row.unit_fen)).yuan} 元。乙方退出的，同样办理，由乙方付给甲方。",
        ),
    ]


def digest_of(body: dict[str, Any]) -> str:
    """The same words have the same digest; any other word another one."""
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()

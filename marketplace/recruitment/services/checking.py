"""What the fields of a posting, an application and a sign-up must be."""

import re
from datetime import datetime, timedelta
from typing import Any

from core.contacts import NO_CONTACTS, has_contact
from core.errors import Invalid
from core.texts import CONTROL
from marketplace.recruitment.constraints import MAX_PAY_FEN, MOST_POSITIONS, MOST_YEARS
from marketplace.recruitment.models import JobPosting
from marketplace.recruitment.states import JobKind, Programme

FIELDS = (
    "category",
    "title",
    "kind",
    "district",
    "place",
    "pay_min_fen",
    "pay_max_fen",
    "unit",
    "positions",
    "description",
    "experience_years",
    "health_certificate",
    "programme",
    "expires_at",
)
LIMITS = {"title": (2, 60), "description": (10, 5000), "place": (0, 60)}
LONGEST = timedelta(days=180)
NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[·.\- ]){0,18}[^\W\d_]")
MOST_CLAIMED_YEARS = 60
Problems = dict[str, list[str]]


def tidy(fields: dict[str, Any]) -> dict[str, Any]:
    """Trimmed texts."""
    return {name: value.strip().replace("\r\n", "\n") if isinstance(value, str) else value for name, value in fields.items()}


def require_good(row: JobPosting, *, now: datetime) -> None:
    """Whether the row may be shown to people. Raises Invalid naming the fields."""
    problems: Problems = {}
    for name, (least, most) in LIMITS.items():
        check_text(name, getattr(row, name), least, most, problems)
    _check_pay(row, problems)
    _check_choices(row, problems)
    _check_numbers(row, problems)
    if row.district_id is None:
        problems["district"] = ["请选在哪个区上班。"]
    if row.expires_at is None or not now < row.expires_at <= now + LONGEST:
        problems["expires_at"] = ["招到哪天要在今天以后、半年以内。"]
    if problems:
        raise Invalid(fields=problems)


def check_text(name: str, text: str, least: int, most: int, problems: Problems) -> None:
    """Note what is wrong with a text that strangers read: its length, control characters, a number or an address in it."""
    if not least <= len(text) <= most:
        problems[name] = [f"{least} 到 {most} 个字，现在 {len(text)} 个。"] if least else [f"最多 {most} 个字，现在 {len(text)} 个。"]
    elif CONTROL.search(text):
        problems[name] = ["有看不见的控制字符，请重新输入。"]
    elif has_contact(text):
        problems[name] = [NO_CONTACTS]


def _check_pay(row: JobPosting, problems: Problems) -> None:
    low, high = row.pay_min_fen, row.pay_max_fen
    if low is None or not 0 <= low <= MAX_PAY_FEN:
        problems["pay_min_fen"] = ["请填薪酬从多少起，找活的人先看这个。"]
    if high is None or not 0 < high <= MAX_PAY_FEN:
        problems["pay_max_fen"] = ["请填薪酬最多到多少。"]
    elif low is not None and low > high:
        problems["pay_min_fen"] = ["下限不能比上限高。"]
    if row.unit_id is None:
        problems["unit"] = ["薪酬要带单位，比如元/月。"]


def _check_choices(row: JobPosting, problems: Problems) -> None:
    if row.kind not in JobKind.values:
        problems["kind"] = ["选全职、钟点或住家。"]
    if row.programme not in Programme.values:
        problems["programme"] = ["没有这个专项。"]
    if not row.category.active or (row.category.parent is not None and not row.category.parent.active):
        problems["category"] = ["这个工种停用了，换一个。"]


def _check_numbers(row: JobPosting, problems: Problems) -> None:
    if not isinstance(row.positions, int) or not 1 <= row.positions <= MOST_POSITIONS:
        problems["positions"] = [f"1 到 {MOST_POSITIONS} 人。"]
    if not isinstance(row.experience_years, int) or not 0 <= row.experience_years <= MOST_YEARS:
        problems["experience_years"] = [f"0 到 {MOST_YEARS} 年。"]


def checked_person(*, name: str, experience_years: int, consent: bool, consent_text: str, texts: dict[str, tuple[str, int]]) -> dict[str, Any]:
    """What a person says of himself, tidied; `texts`: field → (text, most letters). Raises Invalid naming the fields."""
    problems: Problems = {}
    name = " ".join(name.split())
    if not NAME.fullmatch(name):
        problems["name"] = ["写真实姓名，2 到 20 个字。"]
    if not 0 <= experience_years <= MOST_CLAIMED_YEARS:
        problems["experience_years"] = [f"0 到 {MOST_CLAIMED_YEARS} 年。"]
    if consent is not True:
        problems["consent"] = ["不同意的话我们不能把资料给用人的一方。"]
    tidied = {field: text.strip().replace("\r\n", "\n") for field, (text, _) in texts.items()}
    for field, (_, most) in texts.items():
        check_text(field, tidied[field], 0, most, problems)
    if problems:
        raise Invalid(fields=problems)
    return {"name": name, "experience_years": experience_years, "consent": consent_text, **tidied}

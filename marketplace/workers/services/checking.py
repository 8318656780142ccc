"""What the fields of a worker's file must be. A draft may be empty, never wrong in what it does say."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.contacts import NO_CONTACTS, has_contact
from core.errors import Invalid
from core.texts import CONTROL
from marketplace.workers import identity
from marketplace.workers.models import Worker
from marketplace.workers.models.people import MOST_VISITS
from marketplace.workers.states import Travel
from members.phones import normalised

FIELDS = (
    "name",
    "called",
    "gender",
    "id_number",
    "hometown",
    "languages",
    "experience_years",
    "intro",
    "district",
    "lat",
    "lng",
    "travel",
    "range_km",
    "daily_visits",
    "rests_on_holidays",
    "lives_in",
    "photo",
    "phone",
)
LIMITS = {"name": (2, 30), "called": (2, 20), "hometown": (0, 20), "intro": (0, 800)}
NUMBERS = {"experience_years": (0, 60), "range_km": (1, 200), "daily_visits": (1, MOST_VISITS)}
PLACES = {"lat": 90, "lng": 180}
MOST_LANGUAGES, LONGEST_LANGUAGE = 8, 20
REQUIRED = {
    "called": "写家庭怎么叫她，比如王阿姨。",
    "id_number": "请填身份证号。",
    "district": "请选住在哪个区，算路上多久要用。",
}
Problems = dict[str, list[str]]


def cleaned(fields: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    """The fields trimmed and normalised. Raises Invalid naming what is wrong."""
    if unknown := sorted(set(fields) - set(FIELDS)):
        raise Invalid(fields={name: ["档案里没有这一项。"] for name in unknown})
    values = {name: value.strip().replace("\r\n", "\n") if isinstance(value, str) else value for name, value in fields.items()}
    problems: Problems = {}
    _check_texts(values, problems)
    _check_numbers(values, problems)
    _check_choices(values, problems)
    _check_identity(values, problems, today=today)
    if problems:
        raise Invalid(fields=problems)
    return values


def _check_texts(values: dict[str, Any], problems: Problems) -> None:
    for name, (least, most) in LIMITS.items():
        if name not in values:
            continue
        text = values[name]
        if not least <= len(text) <= most:
            problems[name] = [f"{least} 到 {most} 个字。" if least else f"最多 {most} 个字，现在 {len(text)} 个。"]
        elif CONTROL.search(text):
            problems[name] = ["有不能用的字符，请重新输入。"]
        elif has_contact(text):
            problems[name] = [NO_CONTACTS]


def _check_numbers(values: dict[str, Any], problems: Problems) -> None:
    for name, (least, most) in NUMBERS.items():
        if name in values and not (isinstance(values[name], int) and least <= values[name] <= most):
            problems[name] = [f"{least} 到 {most}。"]
    for name, limit in PLACES.items():
        value = values.get(name)
        if value is not None and not -limit <= value <= limit:
            problems[name] = ["坐标超出了范围。"]
    if (values.get("lat") is None) != (values.get("lng") is None):
        problems["lat"] = ["经度和纬度要一起填。"]


def _check_choices(values: dict[str, Any], problems: Problems) -> None:
    if values.get("gender", "") not in ("", "female", "male"):
        problems["gender"] = ["选女或男。"]
    if "travel" in values and values["travel"] not in Travel.values:
        problems["travel"] = ["没有这种出行方式。"]
    if "languages" in values:
        said = list(dict.fromkeys(text.strip() for text in values["languages"] if text.strip()))
        if len(said) > MOST_LANGUAGES or any(len(text) > LONGEST_LANGUAGE or CONTROL.search(text) for text in said):
            problems["languages"] = [f"最多 {MOST_LANGUAGES} 种，每种不超过 {LONGEST_LANGUAGE} 个字。"]
        values["languages"] = said


def _check_identity(values: dict[str, Any], problems: Problems, *, today: date) -> None:
    if values.get("id_number"):
        number = values["id_number"] = identity.normalised(values["id_number"])
        if problem := identity.problem_of(number, today=today):
            problems["id_number"] = [problem]
    if values.get("phone"):
        found = normalised(values["phone"])
        if found is None:
            problems["phone"] = ["请填 11 位的大陆手机号。"]
        values["phone"] = found or ""


def require_complete(row: Worker) -> None:
    """What a file needs before it can be looked at. Raises Invalid."""
    problems = {name: [text] for name, text in REQUIRED.items() if not getattr(row, "district_id" if name == "district" else name)}
    if not row.skills.exists():
        problems["skills"] = ["至少选一样会做的服务。"]
    if not row.papers.filter(kind__group="identity").exists():
        problems["papers"] = ["身份证还没传，在「证件」里传正反面。"]
    if problems:
        raise Invalid("还差几样，补齐再交。", fields=problems)

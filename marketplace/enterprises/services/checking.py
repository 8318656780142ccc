"""What the fields of an enterprise must be. A draft may be empty, never wrong in what it does say."""

import re
from typing import Any

from core.errors import Invalid
from marketplace.enterprises.licence import normalised, problem_of
from marketplace.enterprises.models import Enterprise

MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"(0\d{2,3}-?)?[2-9]\d{6,7}|400-?\d{3}-?\d{4}")
PLAIN = re.compile(r"[^<>\x00-\x1f\x7f]*")
LIMITS = {"legal_name": 120, "short_name": 40, "contact_name": 40, "address": 200}
REQUIRED = {
    "legal_name": "请填执照上的企业全称。",
    "licence_no": "请填 18 位统一社会信用代码。",
    "contact_name": "请填联系人。",
    "phone": "请填联系电话。",
    "district": "请选所在区。",
    "address": "请填地址。",
}
Problems = dict[str, list[str]]


def cleaned(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields trimmed and normalised. Raises Invalid naming what is wrong."""
    values = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    problems: Problems = {}
    for name, limit in LIMITS.items():
        text = values.get(name) or ""
        if len(text) > limit or not PLAIN.fullmatch(text):
            problems[name] = [f"最多 {limit} 个字，不能有尖括号。"]
    if len(values.get("intro") or "") > 2000:
        problems["intro"] = ["介绍最多 2000 个字。"]
    _check_licence(values, problems)
    _check_phone(values, problems)
    _check_point(values, problems)
    if problems:
        raise Invalid(fields=problems)
    return values


def _check_licence(values: dict[str, Any], problems: Problems) -> None:
    if not values.get("licence_no"):
        return
    values["licence_no"] = normalised(values["licence_no"])
    if problem := problem_of(values["licence_no"]):
        problems["licence_no"] = [problem]


def _check_phone(values: dict[str, Any], problems: Problems) -> None:
    if not values.get("phone"):
        return
    digits = "".join(values["phone"].split())
    if not MOBILE.fullmatch(digits) and not LANDLINE.fullmatch(digits):
        problems["phone"] = ["电话看起来不对：手机 11 位，座机带区号，比如 010-61234567。"]
    values["phone"] = digits


def _check_point(values: dict[str, Any], problems: Problems) -> None:
    for name, limit in (("lat", 90), ("lng", 180)):
        value = values.get(name)
        if value is not None and not -limit <= value <= limit:
            problems[name] = ["坐标超出了范围。"]


def require_complete(row: Enterprise) -> None:
    """What an application needs before it can be looked at. Raises Invalid."""
    problems = {name: [text] for name, text in REQUIRED.items() if not getattr(row, name if name != "district" else "district_id")}
    if not row.categories.exists():
        problems["categories"] = ["至少选一类你们做的服务。"]
    if not row.files.filter(kind="licence").exists():
        problems["licence_file"] = ["请传营业执照的照片或 PDF。"]
    if problems:
        raise Invalid(fields=problems)

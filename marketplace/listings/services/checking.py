"""What the fields of a listing must be (CLS-02, ENT-04, MEM-04)."""

from typing import Any

from core.contacts import NO_CONTACTS, NO_DOOR, has_contact, has_door
from core.errors import Invalid
from core.texts import CONTROL
from marketplace.listings.constraints import MAX_PRICE_FEN
from marketplace.listings.models import Listing
from marketplace.listings.states import PartOfDay, Side

COMMON = ("category", "service_type", "title", "description", "district", "street", "place", "lat", "lng", "tags", "unit", "art")
OF_OFFER = ("price_fen", "included", "not_included")
OF_REQUEST = ("budget_min_fen", "budget_max_fen", "wanted_from", "wanted_until", "wanted_part", "wanted_time")
LIMITS = {"title": (4, 60), "description": (0, 5000), "place": (0, 60), "wanted_time": (0, 60)}
LISTS = {"tags": (12, 20), "included": (20, 80), "not_included": (20, 80)}
Problems = dict[str, list[str]]


def fields_of(side: str) -> tuple[str, ...]:
    """The fields that a listing of this side has; the others stay empty."""
    return (*COMMON, *(OF_OFFER if side == Side.OFFER else OF_REQUEST))


def tidy(fields: dict[str, Any]) -> dict[str, Any]:
    """Trimmed texts, lists without blanks and repetitions."""
    found: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, str):
            found[name] = value.strip().replace("\r\n", "\n")
        elif name in LISTS:
            found[name] = list(dict.fromkeys(text.strip() for text in value or [] if text.strip()))
        else:
            found[name] = value
    return found


def require_good(row: Listing, *, personal: bool, whole: bool = True) -> None:
    """Whether the row may be shown to people. `personal`: a member's, so no door number either; without `whole` what is empty may stay so
    for now, as in a draft between two steps. Raises Invalid naming the fields.
    """
    problems: Problems = {}
    _check_texts(row, problems, personal=personal)
    _check_lists(row, problems)
    _check_catalogue(row, problems)
    (_check_offer if row.side == Side.OFFER else _check_request)(row, problems)
    if row.district_id is None:
        problems.setdefault("district", ["请选在哪个区。"])
    elif row.street is not None and row.street.parent_code != row.district.code:  # type: ignore[union-attr]
        problems["street"] = ["这条街道不在所选的区里。"]
    for name, limit in (("lat", 90), ("lng", 180)):
        value = getattr(row, name)
        if value is not None and not -limit <= value <= limit:
            problems[name] = ["坐标超出了范围。"]
    if not whole:
        problems = {name: texts for name, texts in problems.items() if getattr(row, name) not in (None, "")}
    if problems:
        raise Invalid(fields=problems)


def _check_texts(row: Listing, problems: Problems, *, personal: bool) -> None:
    for name, (least, most) in LIMITS.items():
        text = getattr(row, name)
        if not least <= len(text) <= most:
            problems[name] = [f"{least} 到 {most} 个字，现在 {len(text)} 个。"] if least else [f"最多 {most} 个字，现在 {len(text)} 个。"]
        elif CONTROL.search(text):
            problems[name] = ["有看不见的控制字符，请重新输入。"]
        elif has_contact(text):
            problems[name] = [NO_CONTACTS]
        elif personal and has_door(text):
            problems[name] = [NO_DOOR]


def _check_lists(row: Listing, problems: Problems) -> None:
    for name, (count, length) in LISTS.items():
        values = getattr(row, name)
        if len(values) > count:
            problems[name] = [f"最多 {count} 条。"]
        elif any(len(text) > length for text in values):
            problems[name] = [f"每条最多 {length} 个字。"]
        elif any(CONTROL.search(text) or has_contact(text) for text in values):
            problems[name] = [NO_CONTACTS]


def _check_catalogue(row: Listing, problems: Problems) -> None:
    if not row.category.active or (row.category.parent is not None and not row.category.parent.active):
        problems["category"] = ["这个分类停用了，换一个。"]
    if row.service_type is not None and row.service_type.category_id != row.category_id:
        problems["service_type"] = ["这个项目不在所选的分类里。"]


def _check_offer(row: Listing, problems: Problems) -> None:
    if row.price_fen is None or not 0 <= row.price_fen <= MAX_PRICE_FEN:
        problems["price_fen"] = ["请填价格，家里人先看这个。"]
    if row.unit_id is None:
        problems["unit"] = ["价格要带单位，比如元/小时。"]


def _check_request(row: Listing, problems: Problems) -> None:
    if row.budget_max_fen is None or not 0 <= row.budget_max_fen <= MAX_PRICE_FEN:
        problems["budget_max_fen"] = ["请填最多能给多少。"]
    elif row.budget_min_fen is not None and not 0 <= row.budget_min_fen <= row.budget_max_fen:
        problems["budget_min_fen"] = ["下限不能比上限高。"]
    if row.unit_id is None:
        problems["unit"] = ["预算要带单位，比如元/月。"]
    if row.wanted_part not in PartOfDay.values:
        problems["wanted_part"] = ["没有这个时段。"]
    if row.wanted_from is None:
        problems["wanted_from"] = ["请填希望从哪天开始。"]
    elif row.wanted_until is not None and row.wanted_until < row.wanted_from:
        problems["wanted_until"] = ["结束不能早于开始。"]

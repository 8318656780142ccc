"""Enterprises, listings and enquiries for tests: made through the services where people act, straight into a state where a test starts there."""

import io
import itertools
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core import clock
from core.access import system_actor
from core.models import District, Unit
from marketplace.catalog.models import Category
from marketplace.enterprises.licence import ALPHABET, check_character
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.services import add_file, approve, save_application, submit_application
from marketplace.listings.models import Enquiry, Listing
from marketplace.listings.parameters import MODERATION
from members.models import User
from tests.core.parameters.factories import set_parameter
from tests.members.factories import actor_for, make_staff, make_user

_numbers = itertools.count(1)


def category(name: str = "家庭保洁") -> Category:
    """A category of the reference data by its Chinese name, the sub-category first."""
    return Category.objects.filter(name=name).order_by("parent_id").first() or Category.objects.get(name=name)


def district(name: str = "朝阳区") -> District:
    """A district of the reference data."""
    return District.objects.get(name=name)


def unit(label: str = "元/小时") -> Unit:
    """A unit of the reference data."""
    return Unit.objects.get(label=label)


def licence_no() -> str:
    """A valid unified social credit code that no other test enterprise has."""
    number = next(_numbers)
    digits = ""
    while number:
        number, rest = divmod(number, len(ALPHABET))
        digits = ALPHABET[rest] + digits
    first = f"91110105MA{digits:0>7}"
    return first + check_character(first)


def picture(name: str = "photo.png", *, size: tuple[int, int] = (64, 48), colour: str = "#0f5e62") -> SimpleUploadedFile:
    """A small real picture to upload."""
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/png")


def application_fields(**overrides: Any) -> dict[str, Any]:
    """What a complete application says."""
    return {
        "legal_name": "北京安心家政服务有限公司",
        "short_name": "安心家政",
        "licence_no": licence_no(),
        "contact_name": "赵安",
        "phone": "010-61234567",
        "district": district(),
        "address": "望京街道花家地北里甲 16 号院 2 层",
        "intro": "三个阿姨做起来的小店。",
        "categories": [category()],
    } | overrides


def make_application(owner: User | None = None, *, submitted: bool = True, **overrides: Any) -> Enterprise:
    """An application with its licence, handed in unless `submitted` is false."""
    actor, now = actor_for(owner or make_user(name="赵安")), clock.now()
    row = save_application(actor=actor, now=now, **application_fields(**overrides))
    add_file(row, kind="licence", file=picture("licence.png"), actor=actor, now=now)
    return submit_application(row, actor=actor, now=now) if submitted else row


def make_enterprise(owner: User | None = None, **overrides: Any) -> Enterprise:
    """An admitted enterprise with its owner."""
    return approve(make_application(owner, **overrides), actor=actor_for(make_staff("leader")), now=clock.now())


def make_listing(*, side: str = "offer", state: str = "published", author: User | None = None, enterprise: Enterprise | None = None, **fields: Any) -> Listing:
    """A listing in any state; by a member unless an enterprise is given."""
    now = clock.now()
    if author is None and enterprise is None:
        author = make_user()
    money = {"price_fen": 6000} if side == "offer" else {"budget_min_fen": 5000, "budget_max_fen": 8000, "wanted_from": now.date()}
    place = fields.pop("district", None) or district()
    row = Listing(
        **{
            "side": side,
            "state": state,
            "author": author,
            "enterprise": enterprise,
            "category": category(),
            "title": f"日常保洁两小时起 {next(_numbers)}",
            "description": "地面、台面、床铺都过一遍。",
            "district": place,
            "lat": place.lat,
            "lng": place.lng,
            "unit": unit(),
            "created_at": now,
            "changed_at": now,
            "published_at": now,
            "expires_at": now + timedelta(days=60),
            **money,
            **fields,
        }
    )
    row.save()
    return row


def make_enquiry(*, listing: Listing | None = None, asker: User | None = None, state: str = "open") -> Enquiry:
    """A conversation without messages."""
    now = clock.now()
    return Enquiry.objects.create(listing=listing or make_listing(), asker=asker or make_user(name="周先生"), state=state, created_at=now, last_at=now)


def moderation(on: bool) -> None:
    """Turn moderation on or off."""
    set_parameter(MODERATION, on)


def post_in_steps(client: Any, side: str, fields: dict[str, Any], *, name: str = "listings:post") -> Any:
    """The first two of the three steps on the pages; the answer of the last one that was reached."""
    answer = client.post(reverse(name) + f"?side={side}", fields)
    return client.post(answer.url, fields) if answer.status_code == 302 else answer


def offer_fields(**overrides: Any) -> dict[str, Any]:
    """What a complete offer says, for the services."""
    return {
        "side": "offer",
        "category": category(),
        "title": "日常保洁，两小时起",
        "description": "地面、台面、床铺都过一遍，工具自带。",
        "district": district(),
        "price_fen": 6000,
        "unit": unit(),
        "included": ["地面吸尘、湿拖"],
        "not_included": ["高空外窗"],
    } | overrides


def request_fields(**overrides: Any) -> dict[str, Any]:
    """What a complete request says, for the services."""
    return {
        "side": "request",
        "category": category("月嫂"),
        "title": "找一位月嫂，预产期十二月",
        "description": "会做月子餐，最好会说粤语。",
        "district": district(),
        "place": "望京西园附近",
        "budget_min_fen": 1_000_000,
        "budget_max_fen": 1_500_000,
        "unit": unit("元/月"),
        "wanted_from": clock.now().date(),
        "wanted_time": "住家",
    } | overrides


SYSTEM = system_actor("test")

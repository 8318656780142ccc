"""Finds what would take a conversation off the platform: phone numbers, WeChat and QQ names, addresses of mail and web, door numbers.

Numbers are found however they are written: full width, spaced, with dashes, in Chinese numerals (一三八零零…). Years, prices and
dates are not numbers of anybody.
"""

import re
import unicodedata

from core.errors import Invalid
from core.texts import CONTROL

NUMERALS = str.maketrans("〇零一幺壹二两贰三叁四肆五伍六陆七柒八捌九玖", "00111222334455667788" + "99", "")
RUN_OF_NUMERALS = re.compile(r"[〇零一幺壹二两贰三叁四肆五伍六陆七柒八捌九玖0-9]{7,}")
BETWEEN = re.compile(r"(?<=\d)[\s\-_.·•—~,，、*]+(?=\d)")
MOBILE = re.compile(r"(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)")
LANDLINE = re.compile(r"(?<!\d)(?:0\d{2,3}[2-9]\d{6,7}|[48]00\d{7})(?!\d)")
LONG_RUN = re.compile(r"(?<![\d.])\d{8,}(?![\d.])")
NAMED = re.compile(r"(?:电话|手机|号码|联系方式|tel|call|致电|拨打)\D{0,6}\d{5,}")
MESSENGER = re.compile(r"(?:微信|威信|薇信|维信|v信|vx|weixin|wechat|wx|加v|加我v|扣扣|企鹅|qq)[\s号是:：为+]*[a-z0-9][\w\-]{4,19}")
MAIL = re.compile(r"[\w.+\-]+@[\w\-]+\.[a-z]{2,}")
LINK = re.compile(r"(?:https?:|www\.)\S+|\b[\w\-]+\.(?:com|cn|net|org|top|shop|xyz)\b")
DOOR = re.compile(r"\d+\s*(?:号楼|号院|栋|幢|单元)|\d{3,4}\s*室")

NO_CONTACTS = "这里不写电话、微信和网址。对方在站内就能回复你，号码不会给任何人看。"
NO_DOOR = "这里不写门牌号，写到小区或路口就够了，详细地址到下单时才填。"


def _plain(text: str) -> str:
    """Half width, lower case, Chinese numerals of a long run as digits."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return RUN_OF_NUMERALS.sub(lambda found: found.group().translate(NUMERALS), _joined_numerals(folded))


def _joined_numerals(text: str) -> str:
    """Chinese numerals with blanks between them, joined: 一 三 八 → 一三八."""
    return re.sub(r"(?<=[〇零一幺二三四五六七八九])[\s\-.·]+(?=[〇零一幺二三四五六七八九])", "", text)


def has_contact(text: str) -> bool:
    """Whether the text carries a number, a messenger name or a link."""
    plain = _plain(text)
    joined = BETWEEN.sub("", plain)
    if MOBILE.search(joined) or LANDLINE.search(joined) or LONG_RUN.search(plain):
        return True
    return any(pattern.search(plain) for pattern in (NAMED, MESSENGER, MAIL, LINK))


def checked_words(text: str, *, name: str, most: int, least: int = 0) -> str:
    """A text that others read, tidied: of that length, without control characters and without anybody's number. Raises Invalid naming the field."""
    tidy = text.strip().replace("\r\n", "\n")
    if not least <= len(tidy) <= most or CONTROL.search(tidy):
        raise Invalid(fields={name: [f"{least} 到 {most} 个字。" if least else f"最多 {most} 个字。"]})
    if has_contact(tidy):
        raise Invalid(fields={name: [NO_CONTACTS]})
    return tidy


def has_door(text: str) -> bool:
    """Whether the text names a door: building, unit or room number."""
    return bool(DOOR.search(unicodedata.normalize("NFKC", text)))

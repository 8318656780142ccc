"""What an SMS asks for: something new, another time, to give it up, to be told, help, yes or no."""

import re
from dataclasses import dataclass
from enum import StrEnum

from dispatch.intake.reading.plain import plain


class Kind(StrEnum):
    """What is asked for."""

    NEED = "need"
    MOVE = "move"
    CANCEL = "cancel"
    ASK = "ask"
    HELP = "help"
    YES = "yes"
    NO = "no"


GREETING = re.compile(r"^(?:你好|您好|请问|请|麻烦你?|我想|我要|想|要|帮我|给我|把)\s?")
YES = re.compile(r"^(?:确认|确定|是|是的|好|好的|行|可以|同意|对|对的|嗯|ok|okay|yes|y|1)\s?(?:吧|了|啊|呀|的|下单|预约|谢谢)?$")
# 确认 3047: the yes to something of one order.
YES_TO = re.compile(r"^(?:确认|确定|同意|可以|好的?)\s?(\d{12}|\d{4,8})$")
NO = re.compile(r"^(?:不|不要|不用|不约|不做|不同意|算了|no|n|0)\s?(?:了|吧|啦|谢谢)?$")
HELP = re.compile(r"^(?:帮助|怎么用|怎么约|怎么发|说明|菜单|指令|功能|help|h|\?)$")
MOVES = re.compile(r"^(?:改期|改时间|改约|改到|改成|换时间|换到|改|变更|推迟到?|提前到?)")
MOVES_INSIDE = re.compile(r"(?:改到|改成|换到|换成|推迟到|提前到|改期到|挪到)")
CANCELS = re.compile(r"^(?:取消|退掉|撤消|撤销|退订|不来了)")
CANCELS_INSIDE = re.compile(r"(?:取消|退掉)(?:掉|了|吧)?$")
ASKS = re.compile(r"^(?:查询|查一下|查|订单|进度|我的订单|看订单|到哪了|几点来)")
# The number of an order, or its last figures as people say them.
ORDER = re.compile(r"(?<![\d:./\-])(\d{12}|\d{4,8})(?![\d:./\-])(?!\s?[号栋楼室弄年元块平])")
# 3047 改周日: the number first.
BEFORE = re.compile(r"^(\d{4,12})\s?(改期|改到|改|取消|查)")
SPLIT_ORDER = re.compile(r"(?<!\d)(\d{6})[ \-](\d{6})(?!\d)")


@dataclass(frozen=True, slots=True)
class Command:
    """What is asked, of which order (all of its number or the end of it, or nothing), and the text about the rest."""

    kind: Kind
    order: str = ""
    text: str = ""


def command_of(text: str) -> Command:
    """What a text asks for; anything that is no command may be a need. Never fails."""
    said = SPLIT_ORDER.sub(r"\1\2", plain(text))
    if not said and text.strip(" \t\r\n") in ("?", "？"):
        return Command(Kind.HELP)
    tidy = BEFORE.sub(r"\2 \1 ", GREETING.sub("", GREETING.sub("", said)).strip())
    for pattern, kind in ((HELP, Kind.HELP), (YES, Kind.YES), (NO, Kind.NO)):
        if pattern.match(tidy):
            return Command(kind, text=tidy)
    if named := YES_TO.match(tidy):
        return Command(Kind.YES, named[1], tidy)
    moves = MOVES.match(tidy) or MOVES_INSIDE.search(tidy)
    if moves:
        order, rest = _order(tidy)
        return Command(Kind.MOVE, order, _after(rest))
    if CANCELS.match(tidy) or CANCELS_INSIDE.search(tidy):
        order, rest = _order(tidy)
        return Command(Kind.CANCEL, order, rest)
    if ASKS.match(tidy):
        order, rest = _order(tidy)
        return Command(Kind.ASK, order, rest)
    return Command(Kind.NEED, text=said)


def _order(text: str) -> tuple[str, str]:
    found = ORDER.search(text)
    return (found[1], f"{text[: found.start()]} {text[found.end() :]}") if found else ("", text)


def _after(text: str) -> str:
    """What follows the last "to": the old time may stand before it (周六的改到周日)."""
    hits = list(MOVES_INSIDE.finditer(text)) or list(MOVES.finditer(text.strip()))
    return text[hits[-1].end() :] if hits and MOVES_INSIDE.search(text) else MOVES.sub("", text.strip())

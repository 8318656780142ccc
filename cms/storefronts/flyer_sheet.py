"""What stands on a flyer (MKT-15): the shop sign, who answers for it, prices, and the code that leads to the storefront. A4, one side."""

from dataclasses import dataclass

from core.pdf import HEIGHT, WIDTH, Paper, colour, wrapped
from core.qr import matrix, runs

BRAND, INK, QUIET, PAPER, LINE, ACCENT = (colour(text) for text in ("#0f5e62", "#1e2b2d", "#55676a", "#f6f3ec", "#d8d4ca", "#b04613"))
WHITE = colour("#ffffff")
LEFT, RIGHT = 48.0, WIDTH - 48.0
CODE = 176.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """The words on a flyer. `offers`: what, and how much."""

    name: str
    legal_name: str
    licence_no: str
    verified: str
    district: str
    summary: str
    offers: tuple[tuple[str, str], ...]
    address: str
    platform: str


def draw(sheet: Sheet) -> bytes:
    """The flyer as a PDF."""
    paper = Paper(sheet.name)
    y = _head(paper, sheet)
    y = _words(paper, sheet, y)
    _prices(paper, sheet, y)
    _foot(paper, sheet)
    return paper.as_bytes()


def _head(paper: Paper, sheet: Sheet) -> float:
    lines = wrapped(sheet.name, 40, RIGHT - LEFT, 2)
    height = 104 + 48 * len(lines)
    paper.rectangle(0, HEIGHT - height, WIDTH, height, BRAND)
    y = HEIGHT - 82
    for line in lines:
        paper.text(LEFT, y, line, 40, WHITE, bold=True)
        y -= 48
    paper.text(LEFT, y + 10, "，".join(part for part in (sheet.district, sheet.legal_name) if part), 13, WHITE)
    return HEIGHT - height


def _words(paper: Paper, sheet: Sheet, top: float) -> float:
    y = top - 40
    for line in wrapped(sheet.summary, 16, RIGHT - LEFT, 4):
        paper.text(LEFT, y, line, 16, INK)
        y -= 25
    return y


def _prices(paper: Paper, sheet: Sheet, top: float) -> None:
    y = top - 16
    if sheet.offers:
        paper.text(LEFT, y, "服务和收费", 18, BRAND, bold=True)
        y -= 12
    for title, price in sheet.offers:
        if y < 310:
            break
        y -= 26
        paper.rectangle(LEFT, y + 19, RIGHT - LEFT, 0.6, LINE)
        paper.text(LEFT, y, wrapped(title, 14, 330, 1)[0], 14, INK)
        paper.text(RIGHT, y, price, 14, ACCENT, bold=True, right=True)


def _foot(paper: Paper, sheet: Sheet) -> None:
    paper.rectangle(0, 0, WIDTH, 262, PAPER)
    paper.rectangle(LEFT - 8, 46, CODE + 16, CODE + 16, WHITE)
    rows = matrix(sheet.address)
    # The quiet zone: four modules of white around.
    step = CODE / (len(rows) + 8)
    paper.modules(LEFT + 4 * step, 54 + CODE - 4 * step, CODE - 8 * step, rows, runs(rows))
    x = LEFT + CODE + 36
    paper.text(x, 202, "扫一扫，先看再问", 24, INK, bold=True)
    for place, line in enumerate(wrapped(sheet.platform, 13, RIGHT - x, 2)):
        paper.text(x, 174 - 19 * place, line, 13, INK)
    for place, line in enumerate(wrapped(sheet.address, 11, RIGHT - x, 2)):
        paper.text(x, 126 - 15 * place, line, 11, QUIET)
    paper.text(x, 88, f"合同签约方：{sheet.legal_name}", 10.5, QUIET)
    paper.text(x, 72, f"统一社会信用代码：{sheet.licence_no}", 10.5, QUIET)
    paper.text(x, 56, sheet.verified, 10.5, QUIET)

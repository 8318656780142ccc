"""How a contract looks on paper: A4, as many pages as it takes, with who accepted it and the digest (BKG-22)."""

from collections.abc import Sequence

from django.utils import timezone

from core.money import Money
from core.pdf import HEIGHT, WIDTH, Paper, colour, wrapped
from marketplace.engagements.models import Contract, Signature

BRAND, INK, QUIET, LINE = (colour(text) for text in ("#0f5e62", "#1e2b2d", "#55676a", "#d8d4ca"))
LEFT, RIGHT, TOP, BOTTOM = 56.0, WIDTH - 56.0, HEIGHT - 64.0, 72.0
LABEL = 110.0


def draw(contract: Contract, signed: Sequence[Signature]) -> bytes:
    """The contract as a PDF."""
    body = contract.body
    paper = Paper(f"{body['title']} {body['number']}")
    paper.text(LEFT, HEIGHT - 72, body["title"], 24, INK, bold=True)
    paper.text(LEFT, HEIGHT - 94, f"编号 {body['number']}，第 {contract.version} 版", 10.5, QUIET)
    y = HEIGHT - 112
    for label, said in body["parties"]:
        y = _line(paper, label, said, y)
    y = _line(paper, "服务地址", body["address"], y)
    for label, said in body["clauses"]:
        y = _line(paper, label, said, y)
    y = _head(paper, "费用明细", y)
    for label, said in body["fees"]:
        y = _line(paper, label, said, y)
    y = _line(paper, "合计", f"{Money(body['total_fen']).yuan} 元", y)
    y = _head(paper, "签署", y)
    for one in signed:
        y = _line(paper, one.get_side_display(), f"{one.name}，{timezone.localtime(one.at):%Y-%m-%d %H:%M:%S}，{one.get_how_display()}", y)
    if not signed:
        y = _line(paper, "", "双方都还没签。", y)
    paper.text(LEFT, 40, f"摘要 {contract.digest}", 8, QUIET)
    return paper.as_bytes()


def _head(paper: Paper, text: str, top: float) -> float:
    y = _room(paper, top, 60) - 28
    paper.text(LEFT, y, text, 14, BRAND, bold=True)
    return y - 6


def _line(paper: Paper, label: str, said: str, top: float) -> float:
    lines = wrapped(said, 10.5, RIGHT - LEFT - LABEL, 12)
    y = _room(paper, top, 12 + 15 * len(lines))
    paper.rectangle(LEFT, y - 4, RIGHT - LEFT, 0.5, LINE)
    y -= 5
    for place, line in enumerate(lines):
        y -= 15
        if place == 0:
            paper.text(LEFT, y, wrapped(label, 10.5, LABEL - 8, 1)[0], 10.5, QUIET)
        paper.text(LEFT + LABEL, y, line, 10.5, INK)
    return y - 3


def _room(paper: Paper, y: float, wanted: float) -> float:
    """Where to go on: here, or at the top of another page."""
    if y - wanted > BOTTOM:
        return y
    paper.turn()
    return TOP

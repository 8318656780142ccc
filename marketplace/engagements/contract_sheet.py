"""How a contract looks on paper: A4, as many pages as it takes, with who accepted it and the digest (BKG-22)."""

from collections.abc import Sequence

from django.utils import timezone

from core.money import Money
from core.paper_lines import INK, LEFT, QUIET, Column
from core.pdf import HEIGHT, Paper
from marketplace.engagements.models import Contract, Signature


def draw(contract: Contract, signed: Sequence[Signature]) -> bytes:
    """The contract as a PDF."""
    body = contract.body
    paper = Paper(f"{body['title']} {body['number']}")
    paper.text(LEFT, HEIGHT - 72, body["title"], 24, INK, bold=True)
    paper.text(LEFT, HEIGHT - 94, f"编号 {body['number']}，第 {contract.version} 版", 10.5, QUIET)
    column = Column(paper, HEIGHT - 112)
    for label, said in (*body["parties"], ("服务地址", body["address"]), *body["clauses"]):
        column.line(label, said)
    column.head("费用明细")
    for label, said in (*body["fees"], ("合计", f"{Money(body['total_fen']).yuan} 元")):
        column.line(label, said)
    column.head("签署")
    for one in signed:
        column.line(one.get_side_display(), f"{one.name}，{timezone.localtime(one.at):%Y-%m-%d %H:%M:%S}，{one.get_how_display()}")
    if not signed:
        column.line("", "双方都还没签。")
    paper.text(LEFT, 40, f"摘要 {contract.digest}", 8, QUIET)
    return paper.as_bytes()

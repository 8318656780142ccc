"""How the safety file of a worker looks on paper (WRK-04): A4, as many pages as it takes."""

from dataclasses import dataclass

from core.paper_lines import BRAND, INK, LEFT, QUIET, RIGHT, Column
from core.pdf import HEIGHT, WIDTH, Paper, colour, wrapped

TONES = {"green": colour("#1c7239"), "yellow": colour("#855400"), "red": colour("#b3261e")}
WHITE = colour("#ffffff")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and lines: what, and what is said of it."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The words of a safety file."""

    name: str
    made: str
    colour: str
    code: str
    reasons: str
    sections: tuple[Section, ...]


def draw(sheet: Sheet) -> bytes:
    """The file as a PDF."""
    paper = Paper(f"{sheet.name}的安全档案")
    column = Column(paper, _head(paper, sheet))
    for section in sheet.sections:
        column.head(section.title)
        for label, said in section.lines or (("", "没有记录。"),):
            column.line(label, said, most=6)
    paper.text(LEFT, 36, sheet.made, 9, QUIET)
    return paper.as_bytes()


def _head(paper: Paper, sheet: Sheet) -> float:
    paper.rectangle(0, HEIGHT - 118, WIDTH, 118, BRAND)
    paper.text(LEFT, HEIGHT - 62, f"{sheet.name}的安全档案", 26, WHITE, bold=True)
    paper.text(LEFT, HEIGHT - 90, sheet.made, 11, WHITE)
    y = HEIGHT - 152
    paper.rectangle(LEFT, y - 4, 10, 20, TONES[sheet.colour])
    paper.text(LEFT + 20, y, sheet.code, 16, TONES[sheet.colour], bold=True)
    for line in wrapped(sheet.reasons, 11, RIGHT - LEFT - 20, 4) if sheet.reasons else ():
        y -= 17
        paper.text(LEFT + 20, y, line, 11, INK)
    return y

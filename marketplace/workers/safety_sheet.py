"""How the safety file of a worker looks on paper (WRK-04): A4, as many pages as it takes."""

from dataclasses import dataclass

from core.pdf import HEIGHT, WIDTH, Paper, colour, wrapped

BRAND, INK, QUIET, LINE = (colour(text) for text in ("#0f5e62", "#1e2b2d", "#55676a", "#d8d4ca"))
TONES = {"green": colour("#1c7239"), "yellow": colour("#855400"), "red": colour("#b3261e")}
WHITE = colour("#ffffff")
LEFT, RIGHT, TOP, BOTTOM = 48.0, WIDTH - 48.0, HEIGHT - 64.0, 64.0
LABEL = 120.0


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
    y = _head(paper, sheet)
    for section in sheet.sections:
        y = _room(paper, y, 60)
        y -= 30
        paper.text(LEFT, y, section.title, 15, BRAND, bold=True)
        y -= 10
        for label, said in section.lines or (("", "没有记录。"),):
            y = _line(paper, label, said, y)
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


def _line(paper: Paper, label: str, said: str, top: float) -> float:
    lines = wrapped(said, 10.5, RIGHT - LEFT - LABEL, 6)
    y = _room(paper, top, 10 + 15 * len(lines))
    paper.rectangle(LEFT, y - 3, RIGHT - LEFT, 0.5, LINE)
    y -= 4
    for place, line in enumerate(lines):
        y -= 15
        if place == 0:
            paper.text(LEFT, y, wrapped(label, 10.5, LABEL - 8, 1)[0], 10.5, QUIET)
        paper.text(LEFT + LABEL, y, line, 10.5, INK)
    return y - 2


def _room(paper: Paper, y: float, wanted: float) -> float:
    """Where to go on: here, or at the top of another page."""
    if y - wanted > BOTTOM:
        return y
    paper.turn()
    return TOP

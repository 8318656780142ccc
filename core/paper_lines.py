"""Sheets that are read line by line: what, and what is said of it, on as many pages as it takes."""

from dataclasses import dataclass

from core.pdf import HEIGHT, WIDTH, Paper, colour, wrapped

BRAND, INK, QUIET, LINE = (colour(text) for text in ("#0f5e62", "#1e2b2d", "#55676a", "#d8d4ca"))
LEFT, RIGHT, TOP, BOTTOM = 52.0, WIDTH - 52.0, HEIGHT - 64.0, 70.0
LABEL, SIZE, STEP = 116.0, 10.5, 15.0


@dataclass(slots=True)
class Column:
    """A column of lines that goes down a paper; `y` is where it has come to, in points from below."""

    paper: Paper
    y: float

    def head(self, title: str) -> None:
        """A heading, with room for its first line below it."""
        self._room(60)
        self.y -= 28
        self.paper.text(LEFT, self.y, title, 14.5, BRAND, bold=True)
        self.y -= 8

    def line(self, label: str, said: str, *, most: int = 12) -> None:
        """A label and what is said of it, in at most so many lines."""
        lines = wrapped(said, SIZE, RIGHT - LEFT - LABEL, most)
        self._room(12 + STEP * len(lines))
        self.paper.rectangle(LEFT, self.y - 4, RIGHT - LEFT, 0.5, LINE)
        self.y -= 5
        for place, text in enumerate(lines):
            self.y -= STEP
            if place == 0:
                self.paper.text(LEFT, self.y, wrapped(label, SIZE, LABEL - 8, 1)[0], SIZE, QUIET)
            self.paper.text(LEFT + LABEL, self.y, text, SIZE, INK)
        self.y -= 3

    def _room(self, wanted: float) -> None:
        if self.y - wanted <= BOTTOM:
            self.paper.turn()
            self.y = TOP

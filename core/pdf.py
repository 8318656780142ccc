"""Sheets of paper as a PDF: text, rectangles and nothing else.

Chinese is set in STSong-Light, one of the typefaces of Adobe's Simplified Chinese collection that every reader of PDF brings along or
replaces; Latin letters and digits in Helvetica. So nothing is embedded, no font has to be installed on the server, and the text can be
searched and copied. Lengths are points (1/72 inch), the origin is the lower left corner.
"""

import zlib
from collections.abc import Iterator

WIDTH, HEIGHT = 595.0, 842.0
# Before the pages stand the catalogue, the list of pages and the two typefaces.
FIRST_PAGE = 5
NARROW = {**dict.fromkeys(" .,:;/|!'()[]ijlIt", 0.278), **dict.fromkeys("mMW%@", 0.86)}
LATIN = 0.556
WIDE_FROM = "\u0100"
CHINESE = (
    "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0"
    "/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000/FontDescriptor<</Type/FontDescriptor"
    "/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>>>]>>"
)
LATIN_FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
Colour = tuple[float, float, float]


def colour(text: str) -> Colour:
    """#0f5e62 as three parts of one."""
    return tuple(int(text[place : place + 2], 16) / 255 for place in (1, 3, 5))  # type: ignore[return-value]


def is_wide(char: str) -> bool:
    """Whether a character is set in the Chinese face, one em wide."""
    return char >= WIDE_FROM or char in "·—"


def width_of(text: str, size: float) -> float:
    """How wide a line is, nearly."""
    return sum(1.0 if is_wide(char) else NARROW.get(char, LATIN) for char in text) * size


def wrapped(text: str, size: float, width: float, most: int) -> list[str]:
    """The text in at most so many lines; what does not fit ends with …"""
    lines, line = [], ""
    for char in " ".join(text.split()):
        if line and width_of(line + char, size) > width and char not in "，。、；：！？）」":
            lines.append(line)
            line = ""
        line = (line + char).lstrip()
    lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][:-1] + "…"]
    return lines


class Paper:
    """A4 pages that are being drawn, the last one at the moment."""

    def __init__(self, title: str) -> None:
        self.title = title
        self._parts: list[str] = []
        self._pages = [self._parts]

    def turn(self) -> None:
        """Begin another page."""
        self._parts = []
        self._pages.append(self._parts)

    @property
    def pages(self) -> int:
        """How many there are."""
        return len(self._pages)

    def rectangle(self, x: float, y: float, width: float, height: float, fill: Colour) -> None:
        """A filled rectangle."""
        self._parts.append(f"{_rgb(fill)} rg {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f")

    def text(self, x: float, y: float, text: str, size: float, fill: Colour, *, bold: bool = False, right: bool = False) -> None:
        """A line of text on its base line; `right`: x is where it ends."""
        start = x - width_of(text, size) if right else x
        weight = f"2 Tr {size * 0.03:.2f} w {_rgb(fill)} RG" if bold else "0 Tr"
        shown = " ".join(f"/{face} {size:.1f} Tf {code} Tj" for face, code in _runs(text))
        self._parts.append(f"BT {_rgb(fill)} rg {weight} {start:.2f} {y:.2f} Td {shown} ET")

    def modules(self, x: float, y: float, size: float, rows: list[list[bool]], runs: Iterator[tuple[int, int, int]]) -> None:
        """A QR code whose upper left corner is (x, y), without its quiet zone."""
        step = size / len(rows)
        squares = [f"{x + column * step:.3f} {y - (row + 1) * step:.3f} {length * step:.3f} {step:.3f} re" for column, row, length in runs]
        self._parts.append("0 0 0 rg " + " ".join(squares) + " f")

    def as_bytes(self) -> bytes:
        """The file."""
        title = "<" + ("\ufeff" + self.title).encode("utf-16-be").hex() + ">"
        kids = " ".join(f"{FIRST_PAGE + 2 * place} 0 R" for place in range(len(self._pages)))
        head = ["<</Type/Catalog/Pages 2 0 R/Lang(zh-CN)>>", f"<</Type/Pages/Kids[{kids}]/Count {len(self._pages)}>>", LATIN_FONT, CHINESE]
        drawn = [body for place, parts in enumerate(self._pages) for body in _page(FIRST_PAGE + 2 * place, parts)]
        return _file([*(part.encode() for part in head), *drawn, f"<</Title{title}>>".encode()])


def _page(number: int, parts: list[str]) -> tuple[bytes, bytes]:
    """A page, which is the object of that number, and after it what is drawn on it."""
    content = zlib.compress("\n".join(parts).encode("ascii"))
    page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH:g} {HEIGHT:g}]/Resources<</Font<</L 3 0 R/C 4 0 R>>>>/Contents {number + 1} 0 R>>"
    return page.encode(), f"<</Length {len(content)}/Filter/FlateDecode>>\nstream\n".encode() + content + b"\nendstream"


def _rgb(fill: Colour) -> str:
    return " ".join(f"{part:.3f}" for part in fill)


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Runs of one face: C with two bytes for each character, L as plain letters."""
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or is_wide(text[place]) != is_wide(text[start]):
            run = text[start:place]
            if is_wide(run[0]):
                yield "C", "<" + "".join(char if char <= "\uffff" else "□" for char in run).encode("utf-16-be").hex() + ">"
            else:
                yield "L", "<" + run.encode("cp1252", "replace").hex() + ">"
            start = place


def _file(objects: list[bytes]) -> bytes:
    """The objects, numbered from 1, with the table that says where each begins; the last is the information."""
    out, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R/Info {len(objects)} 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)

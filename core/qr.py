"""QR codes: an address as a square of dark and light, for a page (SVG) and for paper (rectangles)."""

from collections.abc import Iterator
from functools import lru_cache

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4


def matrix(text: str) -> list[list[bool]]:
    """The modules of the code, without the quiet zone. Level M: a fifth of the paper may be dirty."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(dark) for dark in row] for row in code.get_matrix()]


def runs(rows: list[list[bool]]) -> Iterator[tuple[int, int, int]]:
    """Dark runs: column, row, length."""
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            length = 0
            while x + length < len(row) and row[x + length]:
                length += 1
            if length:
                yield x, y, length
            x += length or 1


@lru_cache(maxsize=1000)
def as_svg(text: str) -> str:
    """The code as an SVG picture with its quiet zone, always dark on light."""
    rows = matrix(text)
    size = len(rows) + 2 * QUIET
    path = "".join(f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z" for x, y, length in runs(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{path}"/></svg>'
    )

"""What a visitor's page may weigh, by kind (POR-09). One table for both forms of the test: without a browser (tests/home/test_page_weight.py,
in every run) and in Chromium (tests/journeys/test_page_budgets.py, nightly).

`sent`: HTML, style sheets and scripts as they go over the line (gzip), in kB. `whole`: the same unpacked, which is what a phone has to
read. `requests`: everything that is asked for before anybody scrolls. A budget is what the page weighs today and some air; who
raises one says why in the commit.
"""

from dataclasses import dataclass

# Chromium on a machine that does other things too; Lighthouse calls 2.5 s and 0.1 good.
SLOWEST_PAINT_MS = 2500
MOST_SHIFT = 0.05


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that a page of a kind may weigh."""

    sent: int
    whole: int
    requests: int


BUDGETS = {
    "front": Budget(sent=62, whole=262, requests=29),
    "search": Budget(sent=60, whole=247, requests=15),
    "list": Budget(sent=60, whole=252, requests=15),
    "detail": Budget(sent=62, whole=257, requests=17),
    "article": Budget(sent=62, whole=247, requests=17),
    "text": Budget(sent=60, whole=242, requests=15),
}

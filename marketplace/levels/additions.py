"""The member's price on the page of a service. The page is the same for everybody, so this is asked for beside it."""

from typing import Any

from core.additions import Addition


def _priced(listing: Any) -> dict[str, Any] | None:
    return {"listing": listing} if listing.side == "offer" and listing.price_fen is not None else None


ADDITIONS = [Addition("listing", "levels", _priced, {"price": "levels/parts/ask.html"})]

"""Why something cannot be saved."""

from core.errors import Conflict


class ShelfFull(Conflict):
    """Too many saved."""

    code = "shelf_full"
    message = "收藏满了，先拿掉几样不看的。"

"""How staff take down what an enterprise has written on its page, when that was reported (`core.subjects`)."""

from datetime import datetime

from cms.storefronts import services
from cms.storefronts.models import Storefront
from core.access import Actor
from core.errors import Conflict
from core.subjects import Removal


def take_down(number: int, *, actor: Actor, now: datetime, note: str) -> None:
    """One call of the slice's own verb. Raises Conflict where the enterprise has never had a page of its own."""
    row = Storefront.objects.with_names().filter(page__enterprise_id=number).first()
    if row is None:
        raise Conflict("这家企业还没有自己写的页面；要停业，到加盟企业里停。")
    services.hide(row, actor=actor, now=now, note=note)


REMOVAL = Removal("撤下这家的页面内容", ("hide", "storefront"), take_down)

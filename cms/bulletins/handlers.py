"""What the board does on others' events: tell that whether its notices are seen has changed."""

from django.db.models import Q

from cms.bulletins.events import BULLETIN_CHANGED
from cms.bulletins.models import Bulletin
from cms.bulletins.states import BulletinState
from core.content import bump
from core.outbox import Delivery, on
from core.outbox.services import publish_many
from marketplace.enterprises.events import ENTERPRISE_CHANGED
from members.events import ACCOUNT_REACTIVATED, ACCOUNT_SUSPENDED


def _tell(condition: Q) -> None:
    """Publish `bulletin.changed` for those that the public may know."""
    known = list(Bulletin.objects.filter(condition, state=BulletinState.PUBLISHED).order_by("pk").values_list("pk", flat=True))
    if known:
        publish_many(BULLETIN_CHANGED, [(f"bulletin:{number}", {"bulletin_id": number}) for number in known])


@on(ENTERPRISE_CHANGED, coalesce=True)
def tell_of_enterprise(delivery: Delivery) -> None:
    """An enterprise was suspended, reinstated or is called otherwise: its notices are shown otherwise, or not at all."""
    _tell(Q(enterprise_id=delivery.ids["enterprise_id"]))


@on(ACCOUNT_SUSPENDED, ACCOUNT_REACTIVATED, coalesce=True)
def tell_of_account(delivery: Delivery) -> None:
    """A member's own notices are seen while the account is in use."""
    _tell(Q(author_id=delivery.ids["user_id"], enterprise=None, official=False))
    bump("accounts")

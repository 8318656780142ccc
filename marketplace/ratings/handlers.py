"""What ratings do on events: ask the family when an order is done, tell each side what the other has said. Never the score."""

from django.urls import reverse

from core import clock
from core.access import system_actor
from core.outbox import Delivery, on
from marketplace.bookings.events import BOOKING_COMPLETED
from marketplace.bookings.models import Booking
from marketplace.ratings.events import RATING_GIVEN, RATING_PUBLISHED, RATING_REPLIED
from marketplace.ratings.models import Rating
from marketplace.ratings.services import invite
from marketplace.ratings.states import RatingState
from members.queries import running
from notifications.services import notify


@on(BOOKING_COMPLETED)
def ask(delivery: Delivery) -> None:
    """The family is asked for a word."""
    row = Booking.objects.filter(pk=delivery.ids["booking_id"]).first()
    if row is not None:
        invite(row, actor=system_actor("job", "评价"), now=clock.now())


def _of_enterprise(row: Rating) -> list[int]:
    place = row.enterprise.organisation_id if row.enterprise else None
    return running(place, now=clock.now())


@on(RATING_GIVEN)
def ask_provider(delivery: Delivery) -> None:
    """Where both sides answer blind, the provider is asked for his word."""
    row = Rating.objects.with_names().filter(pk=delivery.ids["rating_id"], state=RatingState.PENDING).first()
    if row is not None and (people := _of_enterprise(row)):
        url, body = reverse("ratings:word", args=[row.booking.number]), "家里评过了，你们也说一句，两边一起公开。"
        notify(user_ids=people, title=f"这一单配合得怎样：{row.booking.title}"[:120], body=body, url=url, now=clock.now())


@on(RATING_PUBLISHED)
def tell_provider(delivery: Delivery) -> None:
    """Whoever is rated may answer."""
    row = Rating.objects.with_names().filter(pk=delivery.ids["rating_id"]).first()
    if row is None:
        return
    if row.enterprise is not None:
        people, url = _of_enterprise(row), reverse("ratings:enterprise-list")
    else:
        people = [row.worker.user_id] if row.worker and row.worker.user_id else []
        url = reverse("ratings:worker-list")
    if people:
        notify(user_ids=people, title=f"有一条新评价：{row.booking.title}"[:120], body="看一看，可以公开回复一次。", url=url, now=clock.now())


@on(RATING_REPLIED)
def tell_family(delivery: Delivery) -> None:
    """Whoever wrote it hears of the answer."""
    row = Rating.objects.with_names().filter(pk=delivery.ids["rating_id"]).first()
    if row is not None:
        url = reverse("ratings:rate", args=[row.booking.number])
        notify(user_ids=[row.author_id], title=f"服务方回复了：{row.booking.title}"[:120], body=row.reply.text[:200], url=url, now=clock.now())

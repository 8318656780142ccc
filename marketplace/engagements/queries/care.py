"""Care logs as the family reads them."""

from core.access import Actor
from core.errors import NotFound
from marketplace.engagements.models import CareEntry, Deal, named
from marketplace.engagements.queries.rules import form_of

PAGE_SIZE = 20


def keeps_log(deal: Deal) -> bool:
    """Whether care is written down for this kind of service. One query."""
    category = deal.service_type.category
    form = form_of(category.pk, category.parent_id)
    return form is not None and form.care_log


def page_of(deal: Deal, *, before: int | None = None, size: int = PAGE_SIZE) -> list[CareEntry]:
    """The entries of an order, the latest first, one more than `size` when there are more. One query."""
    rows = CareEntry.objects.filter(**named(deal)).select_related("worker")
    return list((rows.filter(pk__lt=before) if before is not None else rows).order_by("-pk")[: size + 1])


def readable(number: int, *, actor: Actor) -> CareEntry:
    """An entry that the actor may read. Raises NotFound."""
    row = CareEntry.objects.visible_to(actor).filter(pk=min(number, 2**63 - 1)).first()
    if row is None:
        raise NotFound
    return row

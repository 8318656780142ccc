"""Flyers and their scans (MKT-15)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.storefronts.errors import NotOpen
from cms.storefronts.models import Flyer, FlyerDay
from cms.storefronts.parameters import FLYERS
from core.access import Actor, require
from core.audit.services import record
from core.codes import short_code
from core.contacts import NO_CONTACTS, has_contact
from core.daily import count_once
from core.errors import Invalid
from marketplace.enterprises.models import Enterprise, Outlet
from marketplace.enterprises.states import EnterpriseState, OutletState

LENGTH = 7
NAME = 30


def default_flyer(enterprise: Enterprise, outlet: Outlet | None = None, *, actor: Actor, now: datetime) -> Flyer:
    """The flyer without a campaign, of the enterprise or of one outlet, made when it is first wanted. Raises NotFound, Forbidden, NotOpen, Invalid for a closed outlet."""
    found = Flyer.objects.select_related("enterprise", "outlet__district").filter(enterprise=enterprise, outlet=outlet, campaign="").first()
    if found is None and outlet is not None and outlet.state == OutletState.CLOSED:
        raise Invalid("已经关店，不再做宣传单。")
    return found or _make(enterprise, "", outlet, is_default=True, actor=actor, now=now)


def make_flyer(enterprise: Enterprise, *, campaign: str, outlet: Outlet | None = None, actor: Actor, now: datetime) -> Flyer:
    """A flyer for one campaign or place, for one outlet, or for both. Raises NotFound, Forbidden, NotOpen, Invalid (neither, taken, too many)."""
    name = campaign.strip()
    problem = (
        "写一句用在哪儿，比如：望京地铁口。"
        if not name and outlet is None
        else f"最多 {NAME} 个字。"
        if len(name) > NAME
        else NO_CONTACTS
        if has_contact(name)
        else ""
    )
    most = FLYERS.at(now)
    if not problem and Flyer.objects.filter(enterprise=enterprise).count() >= most:
        problem = f"最多 {most} 种宣传单。"
    if outlet is not None and (outlet.enterprise_id != enterprise.pk or outlet.state == OutletState.CLOSED):
        raise Invalid(fields={"outlet": ["选自己家在开的门店。"]})
    if problem:
        raise Invalid(fields={"campaign": [problem]})
    return _make(enterprise, name, outlet, actor=actor, now=now)


def _make(enterprise: Enterprise, campaign: str, outlet: Outlet | None, *, is_default: bool = False, actor: Actor, now: datetime) -> Flyer:
    row = Flyer(enterprise=enterprise, campaign=campaign, outlet=outlet, created_at=now)
    require(actor, "create", row)
    if enterprise.state != EnterpriseState.APPROVED:
        raise NotOpen
    with transaction.atomic():
        # One at a time for an enterprise, so that a name that is taken is said and not stumbled over.
        Enterprise.objects.select_for_update().get(pk=enterprise.pk)
        taken = Flyer.objects.filter(enterprise=enterprise, campaign=campaign, outlet=outlet).first()
        if taken is not None:
            if campaign or not is_default:
                raise Invalid(fields={"campaign": ["这个名字已经有一种了。" if campaign else "这家门店已经有一种了，要再做就写上用在哪儿。"]})
            return taken
        row.code = _free_code()
        row.save(force_insert=True)
        record(actor, function="storefront.make_flyer", obj=row, now=now)
    return row


def _free_code() -> str:
    for _ in range(5):
        code = short_code(LENGTH)
        if not Flyer.objects.filter(code=code).exists():
            return code
    raise IntegrityError("no free code was found")


def count_scan(flyer: Flyer, *, now: datetime) -> None:
    """One scan more today. One statement; nothing about who it was."""
    count_once(FlyerDay, "scans", day=timezone.localdate(now), flyer_id=flyer.pk)

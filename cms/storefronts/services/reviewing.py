"""Between an enterprise and the moderators: hand in, take back, send back, approve at once or for an hour, take down. Each step is told and audited."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from wagtail.models import Revision

from cms.storefronts.errors import NotOpen, NotYourOwn
from cms.storefronts.models import Storefront
from core.access import SYSTEM_ROLE, Actor, require
from core.errors import Invalid
from core.states import move
from marketplace.enterprises.states import EnterpriseState
from members.models import User
from members.queries import running
from notifications.services import notify

LATEST = timedelta(days=180)


def submit_storefront(row: Storefront, *, go_live_at: datetime | None = None, actor: Actor, now: datetime) -> Storefront:
    """Hand in the newest version; with `go_live_at` it shall go live only then. Row lock. Raises NotFound, Forbidden, NotOpen, Invalid, IllegalTransition."""
    require(actor, "update", row)
    if go_live_at is not None and not now < go_live_at <= now + LATEST:
        raise Invalid(fields={"go_live_at": ["上线时间要在以后，最多约到半年内。"]})
    with transaction.atomic():
        locked = Storefront.objects.select_for_update(of=("self",)).with_names().get(pk=row.pk)
        if locked.page.enterprise.state != EnterpriseState.APPROVED:
            raise NotOpen
        # Before the move: the database refuses a version in review that is not named. An illegal move takes it back.
        locked.revision_id, locked.go_live_at, locked.submitted_at = locked.page.latest_revision_id, go_live_at, now
        locked.save(update_fields=["revision_id", "go_live_at", "submitted_at"])
        return move(locked, "submit", actor=actor, now=now)


def withdraw_storefront(row: Storefront, *, actor: Actor, now: datetime) -> Storefront:
    """Take back what is in review. Row lock. Raises NotFound, Forbidden, IllegalTransition."""
    return _back(row, "withdraw", actor=actor, now=now)


def cancel_schedule(row: Storefront, *, actor: Actor, now: datetime) -> Storefront:
    """Do not go live at the hour; what the public sees stays. Row lock. Raises NotFound, Forbidden, IllegalTransition."""
    return _back(row, "cancel", actor=actor, now=now)


def _back(row: Storefront, event: str, *, actor: Actor, now: datetime) -> Storefront:
    with transaction.atomic():
        moved = move(row, event, actor=actor, now=now)
        moved.revision_id = moved.go_live_at = None
        moved.save(update_fields=["revision_id", "go_live_at"])
    return moved


def approve(row: Storefront, *, actor: Actor, now: datetime, note: str = "") -> Storefront:
    """Let the version in review go live: now, or at the hour that the enterprise has named. Row lock.

    Raises NotFound, Forbidden, NotYourOwn, IllegalTransition.
    """
    _require_other(row, "approve", actor)
    with transaction.atomic():
        locked = Storefront.objects.select_for_update(of=("self",)).with_names().get(pk=row.pk)
        later = locked.go_live_at is not None and locked.go_live_at > now
        moved = move(locked, "schedule" if later else "approve", actor=actor, now=now, note=note)
        if later:
            tell(moved, title="企业页面审核通过了", body="到你们约好的时间自动上线，在那以前还能取消。", now=now)
        else:
            _publish(moved, actor=actor)
            tell(moved, title="企业页面上线了", body="审核通过，家里人现在看到的就是新的。", now=now)
    return moved


def return_storefront(row: Storefront, *, actor: Actor, now: datetime, note: str) -> Storefront:
    """Send the version back with a reason; what the public sees stays. Row lock. Raises NotFound, Forbidden, NotYourOwn, Invalid, IllegalTransition."""
    _require_other(row, "return", actor)
    with transaction.atomic():
        moved = move(row, "return", actor=actor, now=now, note=note)
        moved.revision_id = moved.go_live_at = None
        moved.save(update_fields=["revision_id", "go_live_at"])
        tell(moved, title="企业页面要改一处", body=f"原因：{note.strip()} 改好再交，写过的都还在。", now=now)
    return moved


def hide(row: Storefront, *, actor: Actor, now: datetime, note: str) -> Storefront:
    """Take down everything that the enterprise has written, at commit; its address shows only what the platform knows. Row lock.

    Raises NotFound, Forbidden, NotYourOwn, Invalid, IllegalTransition.
    """
    _require_other(row, "hide", actor)
    with transaction.atomic():
        moved = move(row, "hide", actor=actor, now=now, note=note)
        moved.revision_id = moved.go_live_at = None
        moved.save(update_fields=["revision_id", "go_live_at"])
        if moved.page.live:
            moved.page.unpublish(log_action=False)
        tell(moved, title="企业页面的内容撤下了", body=f"原因：{note.strip()} 改好交来审核，通过了就能恢复。", now=now)
    return moved


def go_live_due(*, actor: Actor, now: datetime, limit: int = 100) -> int:
    """Let those whose hour has come go live; returns how many. Those of enterprises that do not work now wait. Row locks, one by one."""
    due = Storefront.objects.filter(state="scheduled", go_live_at__lte=now, page__enterprise__state=EnterpriseState.APPROVED)
    done = 0
    for number in due.order_by("go_live_at", "pk").values_list("pk", flat=True)[:limit]:
        with transaction.atomic():
            row = Storefront.objects.select_for_update(of=("self",), skip_locked=True).with_names().filter(pk=number, state="scheduled").first()
            if row is not None:
                moved = move(row, "go_live", actor=actor, now=now)
                _publish(moved, actor=actor)
                tell(moved, title="企业页面上线了", body="到了约好的时间，新的页面已经公开。", now=now)
                done += 1
    return done


def tell(row: Storefront, *, title: str, body: str, now: datetime) -> None:
    """A notice to those who work in the enterprise."""
    number = row.page.enterprise.organisation_id
    people = running(number, now=now)
    if people:
        notify(user_ids=people, title=title, body=body, url=reverse("storefronts:edit"), now=now)


def _publish(row: Storefront, *, actor: Actor) -> None:
    """The version in review becomes what the public sees. The page's trigger makes stored pages stale and tells the search."""
    revision = Revision.objects.get(pk=row.revision_id, object_id=str(row.page_id))
    revision.publish(user=User.objects.filter(pk=actor.user_id).first(), log_action=False, skip_permission_checks=True)
    row.revision_id = row.go_live_at = None
    row.save(update_fields=["revision_id", "go_live_at"])


def _require_other(row: Storefront, event: str, actor: Actor) -> None:
    require(actor, "hide" if event == "hide" else "approve", row)
    if row.page.enterprise.organisation_id in actor.organisation_ids and SYSTEM_ROLE not in actor.roles:
        raise NotYourOwn(audit={"function": f"storefront.{event}", "object": row})

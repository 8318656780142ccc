"""What an enterprise does with its courses: write, hand in, take back, take down. Approval is the workflow of the training pages (TRN-01)."""

import uuid
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, WorkflowState

from cms.training.errors import NothingToSubmit, NotShown, NotWaiting, UnderReview
from cms.training.models import APPROVED, CoursePage
from cms.training.queries import index_page, with_desks
from cms.training.states import SUBMITTABLE, Desk
from core import tree
from core.access import SYSTEM_ROLE, Actor, require, tenants
from core.audit.services import record
from core.errors import Forbidden, Invalid, Unavailable
from marketplace.enterprises.errors import NotApproved
from marketplace.enterprises.models import Enterprise
from members.models import User
from members.queries import with_role
from members.roles import Role
from notifications.services import notify

FIELDS = (
    *("title", "intro", "family", "programme", "starts_on", "ends_on", "sessions", "district", "place", "fee_fen", "fee_note"),
    *("seats", "taken", "enrol_until", "audience", "certificate", "syllabus"),
)


def create_course(*, enterprise: Enterprise, actor: Actor, now: datetime, **fields: Any) -> CoursePage:
    """Write a draft for an admitted enterprise of the actor. Locks the tree of pages. Raises Forbidden, NotApproved, Invalid."""
    require(actor, "create", CoursePage)
    if SYSTEM_ROLE not in actor.roles and enterprise.organisation_id not in tenants(actor, CoursePage.access_resource, "create"):
        raise Forbidden(audit={"function": "course.create", "object": enterprise})
    _require_standing(enterprise)
    index = index_page()
    if index is None:
        raise Unavailable("培训的页面还没有建好，请打服务热线。")
    with transaction.atomic():
        tree.take()
        parent = Page.objects.get(pk=index.pk)
        page = CoursePage(enterprise=enterprise, owner_id=actor.user_id, live=False, slug=f"course-{uuid.uuid4().hex[:10]}")
        _fill(page, fields)
        page.set_url_path(parent)
        _check(page)
        parent.add_child(instance=page)
        page.save_revision(user=_user(actor))
        record(actor, function="course.create", obj=page, detail={"title": page.title}, now=now)
    return page


def edit_course(page: CoursePage, *, actor: Actor, now: datetime, **fields: Any) -> CoursePage:
    """Change the draft; what is public stays as it is until the change is approved. Locks the page. Raises NotFound, Forbidden, UnderReview, Invalid."""
    require(actor, "update", page)
    with transaction.atomic():
        row = _locked(page)
        if _desk(row) == Desk.WAITING:
            raise UnderReview
        draft = row.get_latest_revision_as_object()
        _fill(draft, fields)
        _check(draft)
        if not row.live:
            draft.save()
        draft.save_revision(user=_user(actor), changed=True)
        record(actor, function="course.edit", obj=row, detail={"fields": sorted(fields)}, now=now)
    return draft


def submit_course(page: CoursePage, *, actor: Actor, now: datetime) -> CoursePage:
    """Hand it in; training staff are told. Locks the page. Raises NotFound, Forbidden, NotApproved, NothingToSubmit."""
    require(actor, "submit", page)
    with transaction.atomic():
        row = _locked(page)
        if row.enterprise is not None:
            _require_standing(row.enterprise)
        if _desk(row) not in SUBMITTABLE:
            raise NothingToSubmit
        flow, user = row.current_workflow_state, _user(actor)
        if flow is not None and flow.status == WorkflowState.STATUS_NEEDS_CHANGES:
            flow.resume(user=user)
        else:
            row.get_workflow().start(row, user)
        record(actor, function="course.submit", obj=row, detail={"title": row.title}, now=now)
        url = reverse("wagtailadmin_pages:edit", args=[row.pk])
        notify(user_ids=with_role(Role.TRAINING, now=now), title=f"课程等审核：{row.title}"[:120], body=row.organiser, url=url, now=now)
    return row


def withdraw_course(page: CoursePage, *, actor: Actor, now: datetime) -> CoursePage:
    """Take it back to change it. Locks the page. Raises NotFound, Forbidden, NotWaiting."""
    require(actor, "submit", page)
    with transaction.atomic():
        row = _locked(page)
        if _desk(row) != Desk.WAITING:
            raise NotWaiting
        row.current_workflow_state.cancel(user=_user(actor))
        record(actor, function="course.withdraw", obj=row, now=now)
    return row


def hide_course(page: CoursePage, *, actor: Actor, now: datetime) -> CoursePage:
    """Take it off the site (it does not take place); it can be handed in again. Locks the page. Raises NotFound, Forbidden, NotShown."""
    require(actor, "update", page)
    with transaction.atomic():
        row = _locked(page)
        if not row.live:
            raise NotShown
        # Our right was asked above; Wagtail's is that of editors.
        UnpublishPageAction(row, user=_user(actor)).execute(skip_permission_checks=True)
        record(actor, function="course.hide", obj=row, now=now)
    return row


def _locked(page: CoursePage) -> CoursePage:
    tree.take()  # before the row, as everybody does who writes the tree
    Page.objects.select_for_update().get(pk=page.pk)
    return CoursePage.objects.select_related("enterprise").get(pk=page.pk)


def _desk(row: CoursePage) -> Desk:
    return with_desks([row])[0].desk


def _require_standing(enterprise: Enterprise) -> None:
    if enterprise.state != APPROVED:
        raise NotApproved("企业通过审核、正常营业时才能发布课程。")


def _user(actor: Actor) -> User | None:
    return User.objects.filter(pk=actor.user_id).first() if actor.user_id is not None else None


def _fill(page: CoursePage, fields: dict[str, Any]) -> None:
    for name in FIELDS:
        if name in fields:
            setattr(page, name, fields[name])
    page.search_description = page.intro


def _check(page: CoursePage) -> None:
    """What the model says, as the domain says it. Raises Invalid."""
    try:
        page.full_clean(exclude=["path", "depth", "numchild", "url_path"])
    except ValidationError as error:
        raise Invalid(fields={name if name != "__all__" else "title": texts for name, texts in error.message_dict.items()}) from error

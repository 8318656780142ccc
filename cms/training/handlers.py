"""What follows a decision about a course: its enterprise is told. The decision is Wagtail's, so its signals are the only ones there are."""

from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from wagtail.models import WorkflowState
from wagtail.signals import workflow_approved, workflow_rejected

from cms.training.models import CoursePage
from core import clock
from members.queries import running
from notifications.services import notify


@receiver(workflow_approved, dispatch_uid="training.approved")
def tell_approved(sender: Any, instance: WorkflowState, **_: Any) -> None:
    """It is on the site."""
    _tell(instance, "课程审核通过了", "已经公开，能收到咨询了。")


@receiver(workflow_rejected, dispatch_uid="training.rejected")
def tell_rejected(sender: Any, instance: WorkflowState, **_: Any) -> None:
    """It came back, with the reason."""
    step = instance.current_task_state
    _tell(instance, "课程退回修改", f"原因：{step.comment}" if step is not None and step.comment else "打服务热线问问哪里要改。")


def _tell(flow: WorkflowState, title: str, body: str) -> None:
    page = flow.content_object
    page = getattr(page, "specific", page)
    if not isinstance(page, CoursePage) or page.enterprise is None or not page.enterprise.organisation_id:
        return
    now = clock.now()
    people = running(page.enterprise.organisation_id, now=now)
    notify(user_ids=people, title=f"{title}：{page.title}"[:120], body=body, url=reverse("training:course", args=[page.pk]), now=now)

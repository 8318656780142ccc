"""/training/ with its rights and its workflow: training staff write, training staff and publishers approve what enterprises hand in."""

from pathlib import Path

from django.contrib.auth.models import Permission
from wagtail.models import GroupApprovalTask, GroupPagePermission, Page, Workflow, WorkflowPage, WorkflowTask

from cms.articles.models import NewsIndexPage
from cms.training.models import TrainingIndexPage
from cms.training.queries import index_page
from core.reference import missing, read_json, reference
from members.roles import Role
from members.services import role_group

TREE = Path(__file__).parent / "data" / "tree.json"
WORKFLOW, TASK = "课程审核", "审核课程"
PAGE_RIGHTS = {Role.EDITOR: ("add_page", "change_page"), Role.TRAINING: ("add_page", "change_page", "publish_page")}
APPROVERS = (Role.TRAINING, Role.PUBLISHER, Role.ADMINISTRATOR)


@reference("training.tree", order=37)
def load_tree() -> int:
    """培训 below the front page, once."""
    data, news = read_json(TREE), NewsIndexPage.objects.first()
    if news is None or not missing("training_tree", [data]) or TrainingIndexPage.objects.exists():
        return 0
    values = {"title": data["title"], "slug": data["slug"], "intro": data["intro"], "search_description": data["intro"], "show_in_menus": True}
    page = news.get_parent().add_child(instance=TrainingIndexPage(**values))
    page.save_revision().publish()
    return 1


@reference("training.rights", order=45)
def load_rights() -> int:
    """Page rights and the workflow of the courses. Once: staff may change them in the admin."""
    index = index_page()
    if index is None or not missing("editorial_rights", [{"code": "training"}]):
        return 0
    for role, names in PAGE_RIGHTS.items():
        _grant(role, index.page_ptr, names)
    task = GroupApprovalTask.objects.create(name=TASK)
    task.groups.set([role_group(role.value) for role in APPROVERS])
    workflow = Workflow.objects.create(name=WORKFLOW)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.update_or_create(page=index.page_ptr, defaults={"workflow": workflow})
    return len(PAGE_RIGHTS) + 1


def _grant(role: Role, page: Page, names: tuple[str, ...]) -> None:
    group = role_group(role.value)
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=names):
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)

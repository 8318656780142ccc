"""The pages that notices and lessons stand under; who edits and who publishes; the one moderation workflow (内容审核)."""

from pathlib import Path

from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)

from cms.articles.models import ClassroomPage, NewsIndexPage, NoticeIndexPage, SectionPage, TopicPage
from cms.articles.states import Section
from core.reference import missing, read_json, reference
from members.roles import Role
from members.services import role_group

TREE = Path(__file__).parent / "data" / "tree.json"
KIND = "article_tree"
WORKFLOW = "内容审核"
# What Wagtail's first migration makes: a workflow of the whole tree whose approvers are a group that nobody here is in.
FOREIGN = "Moderators approval"
PAGE_RIGHTS = {
    Role.EDITOR: ("add_page", "change_page"),
    Role.TRAINING: ("add_page", "change_page"),
    Role.PUBLISHER: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
    Role.ADMINISTRATOR: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"),
}
# Wagtail asks for the rights of its own models, whatever models stand in their place.
FILE_RIGHTS = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")


@reference("articles.notices", order=35)
def load_notices() -> int:
    """政策文件 below 政务公开, once."""
    data = read_json(TREE)["notices"]
    section = SectionPage.objects.filter(section=Section.GOVERNMENT).first()
    if section is None or not missing(KIND, [data]) or NoticeIndexPage.objects.exists():
        return 0
    _add(section, NoticeIndexPage(title=data["title"], slug=data["slug"], intro=data["intro"], search_description=data["intro"], show_in_menus=True))
    return 1


@reference("articles.classroom", order=36)
def load_classroom() -> int:
    """家庭课堂 below the front page with its first topics, once."""
    data = read_json(TREE)["classroom"]
    news = NewsIndexPage.objects.first()
    if news is None or not missing(KIND, [data]) or ClassroomPage.objects.exists():
        return 0
    values = {"title": data["title"], "slug": data["slug"], "intro": data["intro"], "search_description": data["intro"], "show_in_menus": True}
    classroom = _add(news.get_parent(), ClassroomPage(**values))
    for row in data["topics"]:
        _add(classroom, TopicPage(**row, search_description=row["intro"], show_in_menus=True))
    return 1 + len(data["topics"])


def _add(parent: Page, page: Page) -> Page:
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


@reference("articles.rights", order=40)
def load_rights() -> int:
    """Page rights of the editorial groups. Once: staff may change them in the admin."""
    index = NewsIndexPage.objects.first()
    if index is None or not missing("editorial_rights", [{"code": "news"}]):
        return 0
    for role, rights in PAGE_RIGHTS.items():
        group = role_group(role.value)
        page = Page.objects.get(depth=1) if role in {Role.PUBLISHER, Role.ADMINISTRATOR} else index.page_ptr
        _grant(group, page, rights)
    return len(PAGE_RIGHTS)


@reference("articles.classroom_rights", order=43)
def load_classroom_rights() -> int:
    """Page rights of those who write lessons, and the workflow of the classroom. Once: staff may change them in the admin."""
    classroom, workflow = ClassroomPage.objects.first(), Workflow.objects.filter(name=WORKFLOW).first()
    if classroom is None or workflow is None or not missing("editorial_rights", [{"code": "classroom"}]):
        return 0
    for role in (Role.EDITOR, Role.TRAINING):
        _grant(role_group(role.value), classroom.page_ptr, PAGE_RIGHTS[role])
    WorkflowPage.objects.get_or_create(page=classroom.page_ptr, defaults={"workflow": workflow})
    return 2


def _grant(group: Group, page: Page, rights: tuple[str, ...]) -> None:
    pages = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=rights)
    for permission in pages:
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


@reference("articles.library_rights", order=44)
def load_library_rights() -> int:
    """Who writes may upload and choose pictures, documents and films. Once: staff may change it in the admin."""
    if not missing("library_rights", [{"code": "library"}]):
        return 0
    library = Collection.get_first_root_node()
    rights = Permission.objects.filter(content_type__app_label__in=("wagtailimages", "wagtaildocs"), codename__in=FILE_RIGHTS)
    for role in PAGE_RIGHTS:
        for permission in rights:
            GroupCollectionPermission.objects.get_or_create(group=role_group(role.value), collection=library, permission=permission)
    return len(PAGE_RIGHTS)


@reference("articles.workflow", order=41)
def load_workflow() -> int:
    """One step: a publisher or the administrator approves. Assigned to the news, so everything below goes through it."""
    index = NewsIndexPage.objects.first()
    if index is None or not missing("workflow", [{"code": "moderation"}]):
        return 0
    if not WorkflowState.objects.filter(workflow__name=FOREIGN).exists():
        Workflow.objects.filter(name=FOREIGN).delete()
        Task.objects.filter(name=FOREIGN).delete()
    task = GroupApprovalTask.objects.create(name="审核发布")
    task.groups.set([role_group(Role.PUBLISHER.value), role_group(Role.ADMINISTRATOR.value)])
    workflow = Workflow.objects.create(name=WORKFLOW)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.update_or_create(page=index.page_ptr, defaults={"workflow": workflow})
    return 1

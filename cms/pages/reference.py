"""劳务输送 below the front page; who edits it, and its workflow."""

from pathlib import Path

from django.contrib.auth.models import Permission
from wagtail.models import GroupPagePermission, Workflow, WorkflowPage

from cms.articles.models import NewsIndexPage
from cms.articles.reference import PAGE_RIGHTS, WORKFLOW
from cms.pages.models import LabourIndexPage, LegalPage
from core.reference import missing, read_json, reference
from members.roles import Role
from members.services import role_group

DATA = Path(__file__).parent / "data"
TREE = DATA / "tree.json"


@reference("pages.labour", order=37)
def load_labour() -> int:
    """The index page, once: staff may change it."""
    data, news = read_json(TREE), NewsIndexPage.objects.first()
    if news is None or not missing("page_tree", [data]) or LabourIndexPage.objects.exists():
        return 0
    page = LabourIndexPage(title=data["title"], slug=data["slug"], intro=data["intro"], search_description=data["intro"], show_in_menus=True)
    news.get_parent().add_child(instance=page)
    page.save_revision().publish()
    return 1


@reference("pages.labour_rights", order=45)
def load_rights() -> int:
    """Page rights of those who write about labour export, and the workflow. Once: staff may change them in the admin."""
    page, workflow = LabourIndexPage.objects.first(), Workflow.objects.filter(name=WORKFLOW).first()
    if page is None or workflow is None or not missing("editorial_rights", [{"code": "labour"}]):
        return 0
    for role in (Role.EDITOR, Role.TRAINING):
        for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=PAGE_RIGHTS[role]):
            GroupPagePermission.objects.get_or_create(group=role_group(role.value), page=page.page_ptr, permission=permission)
    WorkflowPage.objects.get_or_create(page=page.page_ptr, defaults={"workflow": workflow})
    return 2


@reference("pages.legal", order=38)
def load_legal() -> int:
    """关于我们, 版权声明, 投诉渠道 below the front page. Each once: staff may change them."""
    news = NewsIndexPage.objects.first()
    if news is None:
        return 0
    rows = missing("legal_page", read_json(DATA / "legal.json"))
    for row in rows:
        page = LegalPage(title=row["title"], slug=row["slug"], intro=row["intro"], search_description=row["intro"], body=row["body"])
        news.get_parent().add_child(instance=page)
        page.save_revision().publish()
    return len(rows)


@reference("pages.legal_rights", order=46)
def load_legal_rights() -> int:
    """Who edits these pages, and the workflow. Once: staff may change them in the admin."""
    workflow = Workflow.objects.filter(name=WORKFLOW).first()
    if workflow is None or not missing("editorial_rights", [{"code": "legal"}]):
        return 0
    pages = LegalPage.objects.all()
    for page in pages:
        for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=PAGE_RIGHTS[Role.EDITOR]):
            GroupPagePermission.objects.get_or_create(group=role_group(Role.EDITOR.value), page=page.page_ptr, permission=permission)
        WorkflowPage.objects.get_or_create(page=page.page_ptr, defaults={"workflow": workflow})
    return len(pages)

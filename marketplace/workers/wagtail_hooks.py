"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from marketplace.workers.admin import checks, papers, people

KINDS = papers.PaperKindViewSet("marketplace_workers_kinds")


@hooks.register("register_admin_viewset")
def kinds_screen() -> papers.PaperKindViewSet:
    """证件种类."""
    return KINDS


@hooks.register("register_admin_urls")
def worker_urls() -> list:
    """Files, papers, what is decided on them."""
    base, desk, round_ = "marketplace-workers/", "marketplace-worker-papers/", "marketplace-worker-checks/"
    worker, paper = f"{base}<int:number>/", f"{desk}<int:number>/"
    return [
        path(base, people.WorkerIndex.as_view(), name=people.INDEX),
        path(f"{base}results/", people.WorkerIndex.as_view(results_only=True), name=f"{people.INDEX}_results"),
        path(worker, people.detail, name=people.DETAIL),
        path(f"{worker}reveal/", people.reveal, name=f"{people.DETAIL}_reveal"),
        path(f"{worker}safety-file/", people.safety_file, name=f"{people.DETAIL}_safety_file"),
        path(f"{worker}<slug:event>/", people.decide_on, name=f"{people.DETAIL}_decide"),
        path(round_, checks.CheckIndex.as_view(), name=checks.CHECKS),
        path(f"{round_}results/", checks.CheckIndex.as_view(results_only=True), name=f"{checks.CHECKS}_results"),
        path(f"{round_}of/<int:number>/", checks.write, name=f"{checks.CHECK}_write"),
        path(f"{round_}<int:number>/close/", checks.close, name=f"{checks.CHECK}_close"),
        path(desk, papers.PaperIndex.as_view(), name=papers.PAPERS),
        path(f"{desk}results/", papers.PaperIndex.as_view(results_only=True), name=f"{papers.PAPERS}_results"),
        path(paper, papers.paper, name=papers.PAPER),
        path(f"{paper}<slug:event>/", papers.review, name=f"{papers.PAPER}_review"),
    ]


@hooks.register("register_admin_menu_item")
def workers_menu_item() -> RightMenuItem:
    """服务人员."""
    return RightMenuItem("服务人员", reverse_lazy(people.INDEX), icon_name="group", order=236, right=("read", "worker"))


@hooks.register("register_admin_menu_item")
def papers_menu_item() -> RightMenuItem:
    """证件核验."""
    return RightMenuItem("证件核验", reverse_lazy(papers.PAPERS), icon_name="doc-full", order=237, right=("read", "worker_paper"))


@hooks.register("register_admin_menu_item")
def checks_menu_item() -> RightMenuItem:
    """质量抽查."""
    return RightMenuItem("质量抽查", reverse_lazy(checks.CHECKS), icon_name="glasses", order=239, right=("read", "spot_check"))

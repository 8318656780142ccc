"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from marketplace.recruitment.admin import jobs, people


@hooks.register("register_admin_urls")
def recruitment_urls() -> list:
    """Postings, candidates, sign-ups."""
    base = "marketplace-recruitment/"
    job = f"{base}<int:number>/"
    return [
        path(base, jobs.JobIndex.as_view(), name=jobs.INDEX),
        path(f"{base}results/", jobs.JobIndex.as_view(results_only=True), name=f"{jobs.INDEX}_results"),
        path(f"{base}applications/", people.ApplicationIndex.as_view(), name=people.APPLICATIONS),
        path(f"{base}applications/results/", people.ApplicationIndex.as_view(results_only=True), name=f"{people.APPLICATIONS}_results"),
        path(f"{base}sign-ups/", people.SignUpIndex.as_view(), name=people.SIGN_UPS),
        path(f"{base}sign-ups/results/", people.SignUpIndex.as_view(results_only=True), name=f"{people.SIGN_UPS}_results"),
        path(f"{base}sign-ups/export/", people.export_sign_ups, name=f"{people.SIGN_UPS}_export"),
        path(job, jobs.detail, name=jobs.DETAIL),
        path(f"{job}<slug:event>/", jobs.decide_on, name=f"{jobs.DETAIL}_decide"),
    ]


@hooks.register("register_admin_menu_item")
def jobs_menu_item() -> RightMenuItem:
    """招聘信息."""
    return RightMenuItem("招聘信息", reverse_lazy(jobs.INDEX), icon_name="group", order=232, right=("read", "job_posting"))


@hooks.register("register_admin_menu_item")
def applications_menu_item() -> RightMenuItem:
    """应聘记录."""
    return RightMenuItem("应聘记录", reverse_lazy(people.APPLICATIONS), icon_name="user", order=233, right=("read", "job_application"))


@hooks.register("register_admin_menu_item")
def sign_ups_menu_item() -> RightMenuItem:
    """输送报名."""
    return RightMenuItem("输送报名", reverse_lazy(people.SIGN_UPS), icon_name="form", order=234, right=("read", "labour_signup"))

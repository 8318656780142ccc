"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from dispatch.intake import admin

INDEXES = {"enquiries": admin.EnquiryIndex, "feedback": admin.FeedbackIndex}


@hooks.register("register_admin_urls")
def intake_urls() -> list:
    """Both desks: the queue, one ticket, what is done about it."""
    found = []
    for name, desk in admin.DESKS.items():
        base, one, known = f"dispatch-intake/{name}/", f"dispatch-intake/{name}/<int:number>/", {"desk": name}
        found += [
            path(base, INDEXES[name].as_view(), name=desk.index),
            path(base + "results/", INDEXES[name].as_view(results_only=True), name=f"{desk.index}_results"),
            path(one, admin.detail, known, name=desk.detail),
            path(one + "assign/", admin.assign, known, name=f"{desk.detail}_assign"),
            path(one + "reveal/", admin.reveal, known, name=f"{desk.detail}_reveal"),
            path(one + "<slug:event>/", admin.decide_on, known, name=f"{desk.detail}_decide"),
        ]
    return found


@hooks.register("register_admin_menu_item")
def enquiries_menu_item() -> RightMenuItem:
    """咨询登记."""
    desk = admin.DESKS["enquiries"]
    return RightMenuItem(desk.title, reverse_lazy(desk.index), icon_name=desk.icon, order=232, right=("read", desk.resource))


@hooks.register("register_admin_menu_item")
def feedback_menu_item() -> RightMenuItem:
    """意见反馈."""
    desk = admin.DESKS["feedback"]
    return RightMenuItem(desk.title, reverse_lazy(desk.index), icon_name=desk.icon, order=234, right=("read", desk.resource))

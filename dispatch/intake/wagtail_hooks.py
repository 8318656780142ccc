"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from dispatch.intake import admin
from dispatch.intake.admin import calls, desk, queue

INDEXES = {"enquiries": admin.EnquiryIndex, "feedback": admin.FeedbackIndex}


@hooks.register("register_admin_urls")
def intake_urls() -> list:
    """Both desks: the queue, one ticket, what is done about it."""
    found = []
    for name, known_desk in admin.DESKS.items():
        base, one, known = f"dispatch-intake/{name}/", f"dispatch-intake/{name}/<int:number>/", {"desk": name}
        found += [
            path(base, INDEXES[name].as_view(), name=known_desk.index),
            path(base + "results/", INDEXES[name].as_view(results_only=True), name=f"{known_desk.index}_results"),
            path(one, admin.detail, known, name=known_desk.detail),
            path(one + "assign/", admin.assign, known, name=f"{known_desk.detail}_assign"),
            path(one + "reveal/", admin.reveal, known, name=f"{known_desk.detail}_reveal"),
            path(one + "<slug:event>/", admin.decide_on, known, name=f"{known_desk.detail}_decide"),
        ]
    return found


@hooks.register("register_admin_urls")
def desk_urls() -> list:
    """Calls, the screen of a talk, the queue of all channels."""
    base = "dispatch-intake/"
    call, consultation = {"kind": "call"}, {"kind": "consultation"}
    return [
        path(f"{base}calls/", calls.CallIndex.as_view(), name=calls.INDEX),
        path(f"{base}calls/results/", calls.CallIndex.as_view(results_only=True), name=f"{calls.INDEX}_results"),
        path(f"{base}calls/<int:number>/", desk.show, call, name=desk.CALL),
        path(f"{base}calls/<int:number>/answer/", calls.answer, name=calls.ANSWER),
        path(f"{base}calls/<int:number>/call/<slug:event>/", calls.act, name=calls.ACT),
        path(f"{base}calls/<int:number>/<slug:event>/", desk.act, call, name=desk.ACTS["call"]),
        path(f"{base}desk/<int:number>/", desk.show, consultation, name=desk.CONSULTATION),
        path(f"{base}desk/<int:number>/<slug:event>/", desk.act, consultation, name=desk.ACTS["consultation"]),
        path(f"{base}new/", calls.new_consultation, name=calls.NEW),
        path(f"{base}queue/", queue.QueueIndex.as_view(), name=queue.INDEX),
        path(f"{base}queue/results/", queue.QueueIndex.as_view(results_only=True), name=f"{queue.INDEX}_results"),
    ]


@hooks.register("register_admin_menu_item")
def calls_menu_item() -> RightMenuItem:
    """来电."""
    return RightMenuItem("来电", reverse_lazy(calls.INDEX), icon_name="mobile-alt", order=224, right=("read", "call"))


@hooks.register("register_admin_menu_item")
def queue_menu_item() -> RightMenuItem:
    """全部来单."""
    return RightMenuItem("全部来单", reverse_lazy(queue.INDEX), icon_name="list-ul", order=226, right=("read", "booking"))


@hooks.register("register_admin_menu_item")
def new_consultation_menu_item() -> RightMenuItem:
    """登记咨询."""
    return RightMenuItem("登记一条咨询", reverse_lazy(calls.NEW), icon_name="plus", order=230, right=("handle", "consultation"))


@hooks.register("register_admin_menu_item")
def enquiries_menu_item() -> RightMenuItem:
    """咨询登记."""
    shown = admin.DESKS["enquiries"]
    return RightMenuItem(shown.title, reverse_lazy(shown.index), icon_name=shown.icon, order=232, right=("read", shown.resource))


@hooks.register("register_admin_menu_item")
def feedback_menu_item() -> RightMenuItem:
    """意见反馈."""
    shown = admin.DESKS["feedback"]
    return RightMenuItem(shown.title, reverse_lazy(shown.index), icon_name=shown.icon, order=234, right=("read", shown.resource))

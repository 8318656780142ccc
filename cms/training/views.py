"""/enterprise/courses/: an enterprise's own courses as plain forms (TRN-01)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.training import queries, services
from cms.training.forms import NAMES, CourseForm
from cms.training.states import EDITABLE, SUBMITTABLE, Desk
from core import clock
from core.access import require
from core.errors import Invalid, NotFound
from core.forms import say
from core.texts import whole
from marketplace.enterprises import queries as enterprises

PORTAL = {"portal": "enterprise"}
ACTIONS = {
    "submit": (services.submit_course, "交上去了，审核通过就公开，结果会发到消息里。"),
    "withdraw": (services.withdraw_course, "撤回来了，改好再交。"),
    "hide": (services.hide_course, "从网站上撤下来了。"),
}


def _position(text: str) -> int | None:
    return whole(text, digits=9)


@require_safe
@login_required
@never_cache
def courses(request: HttpRequest) -> HttpResponse:
    """All of the enterprise's courses, in every state."""
    actor = request.actor  # type: ignore[attr-defined]
    enterprise = enterprises.own_of(actor)
    if enterprise is None:
        return redirect("enterprises:apply")
    found = queries.own_pages(actor, before=_position(request.GET.get("cursor", "")))
    page = found[: queries.OWN_PAGE]
    following = str(page[-1].page.pk) if len(found) > queries.OWN_PAGE else None
    context = {"courses": page, "next": following, "enterprise": enterprise, "today": timezone.localdate(clock.now())}
    return render(request, "training/own/courses.html", {**PORTAL, **context})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def create(request: HttpRequest) -> HttpResponse:
    """Write a course; it stays a draft until it is handed in."""
    actor = request.actor  # type: ignore[attr-defined]
    enterprise = enterprises.own_of(actor)
    if enterprise is None:
        return redirect("enterprises:apply")
    require(actor, "create", "course")
    form = CourseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            page = services.create_course(enterprise=enterprise, actor=actor, now=clock.now(), **form.wanted())
        except Invalid as error:
            say(form, error, NAMES)
        else:
            messages.success(request, "草稿存好了。看一遍，没问题就交审核。")
            return redirect("training:course", page.pk)
    return render(request, "training/own/form.html", {**PORTAL, "form": form})


@require_safe
@login_required
@never_cache
def course(request: HttpRequest, number: int) -> HttpResponse:
    """One course: where it stands, what it says, what may be done next."""
    own = queries.own_page(number, actor=request.actor)  # type: ignore[attr-defined]
    context = {
        "own": own,
        "page": own.page.get_latest_revision_as_object(),
        "editable": own.desk in EDITABLE,
        "submittable": own.desk in SUBMITTABLE,
        "waiting": own.desk == Desk.WAITING,
        "is_public": own.page.live and own.page.in_good_standing,
        "today": timezone.localdate(clock.now()),
    }
    return render(request, "training/own/course.html", {**PORTAL, **context})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change a course; what is public changes when the change is approved."""
    actor = request.actor  # type: ignore[attr-defined]
    own = queries.own_page(number, actor=actor)
    require(actor, "update", own.page)
    if request.method != "POST":
        initial = CourseForm.initial_of(own.page.get_latest_revision_as_object())
        return render(request, "training/own/form.html", {**PORTAL, "form": CourseForm(initial=initial), "own": own})
    form = CourseForm(request.POST)
    if form.is_valid():
        try:
            services.edit_course(own.page, actor=actor, now=clock.now(), **form.wanted())
        except Invalid as error:
            say(form, error, NAMES)
        else:
            messages.success(request, "改好了，交审核以后换成新的。")
            return redirect("training:course", number)
    return render(request, "training/own/form.html", {**PORTAL, "form": form, "own": own})


@require_POST
@login_required
def act(request: HttpRequest, number: int, event: str) -> HttpResponse:
    """Hand in, take back, take down."""
    own = queries.own_page(number, actor=request.actor)  # type: ignore[attr-defined]
    if event not in ACTIONS:
        raise NotFound
    service, said = ACTIONS[event]
    service(own.page, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    messages.success(request, said)
    return redirect("training:course", number)

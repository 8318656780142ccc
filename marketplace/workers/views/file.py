"""Profile, skills, papers and steps of a file."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.access import can, require
from core.errors import Conflict, Invalid, NotFound
from core.forms import NoteForm, attempt, say
from marketplace.workers import services
from marketplace.workers.answers import as_pdf
from marketplace.workers.forms import EmployeeForm, FileForm, PaperForm, PhotoForm, SkillsForm
from marketplace.workers.models import Paper, SpotCheck
from marketplace.workers.queries import own
from marketplace.workers.queries.papers import checklist, code_of, papers_of
from marketplace.workers.states import CHANGEABLE
from marketplace.workers.views.desk import Desk, desk_of, to_join

ACTIONS: dict[str, tuple[Callable[..., Any], str]] = {
    "submit": (services.submit, "交上去了，有结果会发到消息里。"),
    "online": (services.go_online, "打开接单了，新的单会派过来。"),
    "offline": (services.go_offline, "不再派新单，约好的照常去。"),
    "leave": (services.leave, "办好了，档案给你留着。"),
    "return_to_work": (services.return_to_work, "欢迎回来，审核过就能接活。"),
    "appeal": (services.appeal, "申诉交上去了，换一位同事来定。"),
}
WITH_WORDS = ("appeal",)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def profile(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """What the file says of the person, and the portrait."""
    desk = desk_of(request, number)
    if desk is None:
        return to_join()
    worker, kind = desk.worker, FileForm if desk.worker.user_id else EmployeeForm
    form = kind(request.POST) if request.method == "POST" else kind(initial=kind.initial_of(worker))
    photo = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and photo.is_valid():
        try:
            _save_profile(request, desk, form, photo)
        except Invalid as error:
            say(form if "file" not in error.fields else photo, error, {"file": "photo"})
        except Conflict as error:
            say(form, error)
        else:
            messages.success(request, "改好了。")
            return desk.go("profile")
    context = {"form": form, "photo": photo, "number": own.masked_number(worker), "editable": worker.state in CHANGEABLE}
    return desk.show(request, "profile", context)


def _save_profile(request: HttpRequest, desk: Desk, form: FileForm, photo: PhotoForm) -> None:
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    services.edit_worker(desk.worker, actor=actor, now=now, **form.wanted())
    file, none = photo.cleaned_data["photo"], photo.cleaned_data["no_photo"]
    if file or (none and desk.worker.photo_id):
        services.set_photo(desk.worker, file=file or None, actor=actor, now=now)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def skills(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """What he does, and for how many years (SVC-08, SVC-16)."""
    desk = desk_of(request, number)
    if desk is None:
        return to_join()
    held = dict(desk.worker.skills.values_list("service_type_id", "years"))
    form = SkillsForm(request.POST if request.method == "POST" else None, held=held)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_skills(desk.worker, skills=form.wanted(), actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
        except (Invalid, Conflict) as error:
            say(form, error)
        else:
            messages.success(request, "记下了。")
            return desk.go("skills")
    return desk.show(request, "skills", {"form": form, "chosen": len(held)})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def papers(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """The checklist, every paper, and a form for another one (X-TR-01, TRN-04)."""
    desk = desk_of(request, number)
    if desk is None:
        return to_join()
    require(request.actor, "read", Paper(worker=desk.worker))  # type: ignore[attr-defined]
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_paper(desk.worker, actor=request.actor, now=clock.now(), **form.cleaned_data)  # type: ignore[attr-defined]
        except Invalid as error:
            say(form, error, {"file": "files"})
        except Conflict as error:
            say(form, error)
        else:
            messages.success(request, "登记好了，核验过就算数。")
            return desk.go("papers")
    today, found = timezone.localdate(clock.now()), papers_of(desk.worker)
    rows = [{"row": paper, "holds": paper.holds_on(today)} for paper in found]
    context = {"form": form, "items": checklist(desk.worker, today, found), "papers": rows, "editable": desk.worker.state in CHANGEABLE}
    return desk.show(request, "papers", {**context, "safety_url": desk.url("safety-file")})


@require_safe
@login_required
@never_cache
def safety_file(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """The safety file as one PDF (WRK-04)."""
    desk = desk_of(request, number)
    if desk is None:
        return to_join()
    content = services.safety_file(desk.worker, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    return as_pdf(content, desk.worker.code)


@require_POST
@login_required
def act(request: HttpRequest, event: str, number: int | None = None) -> HttpResponse:
    """One step: hand in, on line, off line, appeal, leave, come back."""
    if event not in ACTIONS:
        raise NotFound
    desk = desk_of(request, number)
    if desk is None:
        return to_join()
    service, done = ACTIONS[event]
    note: dict[str, Any] = {}
    if event in WITH_WORDS:
        form = NoteForm(request.POST)
        note = {"note": form.cleaned_data["note"] if form.is_valid() else ""}
    attempt(request, lambda: service(desk.worker, actor=request.actor, now=clock.now(), **note), done)  # type: ignore[attr-defined]
    return desk.go("home")


def standing(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    """Where a file stands, for its first page: the code of today, what is missing, what may be done next."""
    worker, actor, today = desk.worker, request.actor, timezone.localdate(clock.now())  # type: ignore[attr-defined]
    items = checklist(worker, today)
    moves = [event for event in ACTIONS if _offers(request, worker, event)]
    return {
        "items": items,
        "done": sum(1 for item in items if item.ok),
        "code": code_of(worker, today, items),
        "moves": moves,
        "act_urls": {event: desk.url("act", event) for event in ACTIONS},
        "skill_rows": list(worker.skills.select_related("service_type").order_by("-years", "pk")),
        "note": own.last_note(worker) if worker.state in ("returned", "suspended", "blocked", "appealed") else None,
        "checks": own.checks_of(worker, 5) if can(actor, "read", SpotCheck(worker=worker)) else [],
        "sees_papers": can(actor, "read", Paper(worker=worker)),
    }


def _offers(request: HttpRequest, worker: Any, event: str) -> bool:
    actor = request.actor  # type: ignore[attr-defined]
    if event in ("online", "offline"):
        return worker.state == "approved" and worker.online is (event == "offline") and can(actor, "switch", worker)
    step = worker.machine.transitions.get((worker.state, event))
    return step is not None and can(actor, step.right, worker)

"""/worker/: the first page of a worker, opening a file, taking over one, the consent to the code page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock, portals
from core.errors import Conflict, Invalid, NotFound
from core.forms import say
from core.qr import as_svg
from marketplace.workers import services
from marketplace.workers.forms import FileForm
from marketplace.workers.queries import own
from marketplace.workers.views.desk import Desk, desk_of, to_join
from marketplace.workers.views.file import standing


@require_safe
@login_required
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Where one's file stands, the code of today, what is missing, and what other slices have for a worker."""
    desk = desk_of(request, None)
    if desk is None:
        return to_join()
    address = request.build_absolute_uri(reverse("workers:code", args=[desk.worker.code]))
    context = {**standing(request, desk), "address": address, "qr": mark_safe(as_svg(address))}  # noqa: S308 # drawn by us
    return desk.show(request, "home", {**context, "panels": portals.panels("worker", request.actor)})  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """Open one's own file (WRK-12), or take over the one that an employer has opened for one's number."""
    actor = request.actor  # type: ignore[attr-defined]
    if own.own_file(actor) is not None:
        return redirect("workers:home")
    form = FileForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.register_worker(actor=actor, now=clock.now(), **form.wanted())
        except (Invalid, Conflict) as error:
            say(form, error)
        else:
            messages.success(request, "档案建好了。再选会做什么、传证件，就能交上去审核。")
            return redirect("workers:home")
    context = {"form": form, "proven": actor.proven_phone, "waiting": own.waiting_for(actor) if actor.proven_phone else None}
    return render(request, "workers/own/join.html", context)


@require_POST
@login_required
def claim(request: HttpRequest) -> HttpResponse:
    """Take over the file that waits for one's proven number."""
    actor = request.actor  # type: ignore[attr-defined]
    waiting = own.waiting_for(actor)
    if waiting is None or own.own_file(actor) is not None:
        return to_join()
    try:
        services.claim_file(waiting, actor=actor, now=clock.now())
    except (NotFound, Conflict):
        return to_join()
    messages.success(request, "这份档案归你了，看看写得对不对。")
    return redirect("workers:home")


@require_POST
@login_required
def consent(request: HttpRequest) -> HttpResponse:
    """Agree, or no longer, that who scans one's code sees the details (X-TR-02)."""
    desk = desk_of(request, None)
    if desk is None:
        return to_join()
    if "found" in request.POST:
        return _be_found(request, desk)
    wanted = request.POST.get("open") == "1"
    services.open_code(desk.worker, wanted=wanted, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    messages.success(request, "扫码能看到详情了。" if wanted else "扫码只看得到颜色，看不到详情了。")
    return desk.go("home")


def _be_found(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Agree, or no longer, to stand among the results of the search."""
    wanted = request.POST.get("found") == "1"
    services.be_found(desk.worker, wanted=wanted, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    messages.success(request, "家庭搜得到你了。" if wanted else "搜不到你了，主页和已经约好的不受影响。")
    return desk.go("home")

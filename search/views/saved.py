"""保存的搜索: the list, and the pages of its own on which a search is saved, opened, let go; the results only link to them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.access import require
from core.errors import Invalid
from core.forms import say
from search import lexicon, params, presenter
from search.forms import SaveForm
from search.models import SavedSearch
from search.params import Asked
from search.services import saved

PORTAL = {"portal": "my"}


@require_safe
@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """What one has saved, the newest first."""
    rows = SavedSearch.objects.visible_to(request.actor).order_by("-created_at", "-pk")  # type: ignore[attr-defined]
    return render(request, "search/saved.html", {**PORTAL, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def save(request: HttpRequest) -> HttpResponse:
    """Name the search of the address and keep it: one domain call."""
    require(request.actor, "create", SavedSearch)  # type: ignore[attr-defined]
    known = lexicon.current()
    asked = params.asked(request.GET, known, blank=True)
    said = conditions(asked)
    saved.query_of(asked)
    form = SaveForm(request.POST or None, initial={"name": " ".join(said)[:80], "alert": True})
    if request.method == "POST" and form.is_valid():
        try:
            row = saved.save_search(asked, actor=request.actor, now=clock.now(), **form.cleaned_data)  # type: ignore[attr-defined]
        except Invalid as error:
            say(form, error)
        else:
            messages.success(request, f"「{row.name}」保存好了。" + ("有新的会发到你的消息里。" if row.alert else ""))
            return redirect("search:saved")
    return render(request, "search/save.html", {**PORTAL, "form": form, "said": said, "address": request.get_full_path()}, status=400 if form.errors else 200)


def conditions(asked: Asked) -> list[str]:
    """The text and the chosen conditions in words."""
    text = asked.values.get("q", "")
    labels = [presenter.condition(name, value, lexicon.current()) for name, value in asked.values.items()]
    return [part for part in (text, *labels) if part]


@require_safe
@login_required
@never_cache
def open_saved(request: HttpRequest, number: int) -> HttpResponse:
    """On to the results, the newest first; what was new is seen."""
    row = saved.saved_or_404(number, actor=request.actor)  # type: ignore[attr-defined]
    return redirect(saved.open_search(row, actor=request.actor))  # type: ignore[attr-defined]


@require_POST
@login_required
def set_alert(request: HttpRequest, number: int) -> HttpResponse:
    """Be told of what is new, or not any more."""
    row = saved.saved_or_404(number, actor=request.actor)  # type: ignore[attr-defined]
    saved.set_alert(row, alert=request.POST.get("alert") == "on", actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    messages.success(request, f"「{row.name}」有新的会告诉你。" if row.alert else f"「{row.name}」不再提醒了。")
    return redirect("search:saved")


@require_POST
@login_required
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Let a saved search go."""
    row = saved.saved_or_404(number, actor=request.actor)  # type: ignore[attr-defined]
    saved.drop_search(row, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    messages.success(request, f"「{row.name}」去掉了。")
    return redirect("search:saved")

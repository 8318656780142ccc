"""/my/real-name/: where one's real name stands, and handing it in (MEM-06)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import clock
from core.access import require
from core.errors import Conflict, Invalid
from core.forms import say
from core.states import history_of
from marketplace.realname import queries, services
from marketplace.realname.forms import NameForm
from marketplace.realname.models import RealName
from marketplace.realname.states import NameState


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """One's own: the state, the masked number, the form where it may be handed in."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, "read", RealName)
    row = queries.of_member(actor.user_id)
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.submit(actor=actor, now=clock.now(), **form.cleaned_data)
        except (Invalid, Conflict) as error:
            say(form, error)
        else:
            messages.success(request, "交上去了，一般一个工作日核完。")
            return redirect("realname:mine")
    opens = row is None or row.state in (NameState.UNVERIFIED, NameState.REJECTED)
    last = history_of(row).last() if row is not None else None
    context = {
        "portal": "my",
        "row": row,
        "shown": services.shown(row),
        "note": last.note if last is not None and row is not None and row.state == NameState.REJECTED else "",
        "form": form if opens else None,
        "proven": actor.proven_phone,
    }
    return render(request, "realname/own/mine.html", context, status=400 if form.errors else 200)

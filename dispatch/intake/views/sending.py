"""/feedback/ and /enquiries/new/: each posts, so each is an uncached page of its own (TRN-03, CMP-11)."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import clock, subjects
from core.errors import Invalid, NotFound
from core.forms import say
from dispatch.intake import services
from dispatch.intake.forms import EnquiryForm, FeedbackForm
from dispatch.intake.paths import own_path
from dispatch.intake.views.looking_up import remember


def _came_from(request: HttpRequest) -> str:
    """The page that the address names; from an error page, which names none, the one that the browser says it comes from."""
    if "from" in request.GET or request.method == "POST":
        return own_path(request.GET.get("from", ""))
    try:
        before = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    return own_path(before.path) if before.netloc == request.get_host() and before.path != request.path else ""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def feedback(request: HttpRequest) -> HttpResponse:
    """Say what one thinks, from any page (`?from=`, a path of this site); the answer is the number."""
    page = _came_from(request)
    form = FeedbackForm(request.POST) if request.method == "POST" else FeedbackForm(initial=FeedbackForm.initial_of(request.actor))  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            row = services.send_feedback(page=page, actor=request.actor, now=clock.now(), **form.cleaned_data)  # type: ignore[attr-defined]
        except Invalid as error:
            say(form, error)
        else:
            remember(request, row)
            messages.success(request, gettext("收到了，编号 %(number)s。") % {"number": row.number})
            return redirect(row.get_absolute_url())
    return render(request, "intake/feedback.html", {"form": form, "page_path": page})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def enquire(request: HttpRequest) -> HttpResponse:
    """Ask about a thing (`?about=course:12`) or anything. 404 for what is not public."""
    reference, now = request.GET.get("about", ""), clock.now()
    about = subjects.find(reference, now=now)
    if reference and about is None:
        raise NotFound
    form = EnquiryForm(request.POST) if request.method == "POST" else EnquiryForm(initial=EnquiryForm.initial_of(request.actor))  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            row = services.ask(about=about, actor=request.actor, now=now, **form.cleaned_data)  # type: ignore[attr-defined]
        except Invalid as error:
            say(form, error)
        else:
            remember(request, row)
            messages.success(request, gettext("登记好了，编号 %(number)s。") % {"number": row.number})
            return redirect(row.get_absolute_url())
    return render(request, "intake/enquire.html", {"form": form, "about": about})

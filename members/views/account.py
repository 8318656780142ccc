"""/my/: one's own start page, data, security, agreements and copy of the data."""

import json

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock, personal_data, portals
from core.errors import DomainError, Invalid
from members import queries, services
from members.forms import ProfileForm
from members.models import ConsentDocument
from members.phones import masked

PORTAL = {"portal": "my"}


@require_safe
@login_required
@never_cache
def my(request: HttpRequest) -> HttpResponse:
    """The start page: every slice shows its panel."""
    panels = portals.panels("my", request.actor)  # type: ignore[attr-defined]
    return render(request, "members/my.html", {**PORTAL, "panels": panels})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """One's own data (MEM-05)."""
    user = request.user
    form = ProfileForm(request.POST or None, initial={"display_name": user.display_name, "district_code": user.district_code})  # type: ignore[union-attr]
    if request.method == "POST" and form.is_valid():
        try:
            services.change_profile(user, actor=request.actor, now=clock.now(), **form.cleaned_data)  # type: ignore[arg-type, attr-defined]
        except Invalid as error:
            for name, texts in error.fields.items():
                form.add_error(name, texts)
        else:
            messages.success(request, "改好了。")
            return redirect("members:profile")
    return render(request, "members/profile.html", {**PORTAL, "form": form, "phone": masked(user.phone) if user.phone else ""})  # type: ignore[union-attr, arg-type]


@require_safe
@login_required
@never_cache
def security(request: HttpRequest) -> HttpResponse:
    """Password, number, second factor, open sessions, last log-ins."""
    user = request.user
    context = {
        "phone": masked(user.phone) if user.phone else "",  # type: ignore[union-attr]
        "has_password": user.has_usable_password(),  # type: ignore[union-attr]
        "has_factor": is_mfa_enabled(user),
        "sessions": UserSession.objects.filter(user=user).count(),
        "logins": queries.recent_logins(user.pk),  # type: ignore[arg-type]
    }
    return render(request, "members/security.html", {**PORTAL, **context})


@require_POST
@login_required
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Log out everywhere else."""
    ended = services.end_sessions(request.user, but=request.session.session_key)  # type: ignore[arg-type]
    messages.success(request, f"已退出其他 {ended} 处登录。" if ended else "没有别的登录。")
    return redirect("members:security")


@require_safe
@login_required
@never_cache
def consents(request: HttpRequest) -> HttpResponse:
    """What one agreed to, and when."""
    now = clock.now()
    states = []
    for kind in ConsentDocument.Kind:
        document, given = queries.current_document(kind, now), queries.consent_in_force(request.user.pk, kind)  # type: ignore[arg-type]
        if document is not None:
            states.append({"kind": kind, "document": document, "given": given, "is_current": bool(given and given.document_id == document.pk)})
    return render(request, "members/consents.html", {**PORTAL, "states": states, "history": queries.consents_of(request.user.pk)})  # type: ignore[arg-type]


@require_POST
@login_required
def change_consent(request: HttpRequest, kind: str, verb: str) -> HttpResponse:
    """Agree to the text in force, or take the agreement back."""
    service = {"give": services.give_consent, "withdraw": services.withdraw_consent}[verb]
    try:
        service(request.user, kind=kind, actor=request.actor, now=clock.now())  # type: ignore[arg-type, attr-defined]
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "已记下你的同意。" if verb == "give" else "已撤回。要停用或注销账号，请打电话给我们。")
    return redirect("members:consents")


@require_safe
@login_required
@never_cache
def data(request: HttpRequest) -> HttpResponse:
    """What is stored about oneself, to read as tables or, with ?download=1, to take away as JSON."""
    stored = personal_data.collect(request.user.pk)  # type: ignore[arg-type]
    if "download" not in request.GET:
        privacy = queries.current_document(ConsentDocument.Kind.PRIVACY, clock.now())
        return render(request, "members/data.html", {**PORTAL, "parts": personal_data.shown(stored), "declared": privacy.fields if privacy else []})
    text = json.dumps(stored, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response

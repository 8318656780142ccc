"""/demo/: a door for each role, only in the demo. Elsewhere it is not there."""

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from members import demo
from members.models import User
from members.roles import ENTERPRISE_ROLES, STAFF_ROLES, Role


def _landing(role: str) -> str:
    if role in STAFF_ROLES:
        return "/admin/"
    return "/enterprise/" if role in ENTERPRISE_ROLES else "/my/"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def doors(request: HttpRequest) -> HttpResponse:
    """Show the doors, or go through one."""
    if not settings.DEMO_MODE:
        raise Http404
    if request.method != "POST":
        return render(request, "members/demo.html", {"doors": demo.doors(), "password": demo.PASSWORD})
    role = request.POST.get("role", "")
    if role not in Role.values:
        raise Http404
    if request.user.is_authenticated:
        logout(request)
    if role == Role.VISITOR:
        return redirect("/")
    user = User.objects.filter(username=demo.username(role), is_active=True).first()
    if user is None:
        messages.error(request, "演示账号还没有装好，请先运行 manage.py seed_demo。")
        return redirect("members:demo")
    return perform_login(request, user, redirect_url=_landing(role))

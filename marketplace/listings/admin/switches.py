"""供求规则: the switch 先审后发, how long a listing lives, how many photos it may have."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from core import clock
from core.access import can, require
from core.admin import require_staff
from core.errors import Invalid
from core.forms import say
from marketplace.listings import services
from marketplace.listings.queries.moderation import waiting_count
from marketplace.listings.queries.rules import rules

RULES = "marketplace_listing_rules"


class RulesForm(forms.Form):
    """The rules for all listings; bounds are said by the service."""

    moderation = forms.BooleanField(label="先审后发", required=False, help_text="关掉以后，新发布和改过的信息马上公开，审核的同事事后撤下不合适的。")
    lifetime_days = forms.IntegerField(label="公开多少天", help_text="到期自动撤下，发布人可以续期。只管以后发布的。")
    max_photos = forms.IntegerField(label="最多几张照片")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """See and set the rules."""
    actor = require_staff("read", "site_settings")
    row, may_change = rules(), can(actor, "update", "site_settings")
    if request.method != "POST":
        form = RulesForm(initial={name: getattr(row, name) for name in RulesForm.base_fields})
        return _show(request, form, may_change=may_change)
    require(actor, "update", "site_settings")
    form = RulesForm(request.POST)
    if form.is_valid():
        try:
            services.change_rules(row, actor=actor, now=clock.now(), **form.cleaned_data)
        except Invalid as error:
            say(form, error)
        else:
            messages.success(request, "存好了，马上生效。")
            return redirect(RULES)
    return _show(request, form, may_change=may_change, status=400)


def _show(request: HttpRequest, form: RulesForm, *, may_change: bool, status: int = 200) -> HttpResponse:
    for field in form.fields.values():
        field.disabled = not may_change
    context: dict[str, Any] = {
        "form": form,
        "may_change": may_change,
        "waiting": waiting_count(),
        "breadcrumbs_items": [{"url": reverse("wagtailadmin_home"), "label": "首页"}, {"url": "", "label": "供求规则"}],
        "header_title": "供求规则",
        "header_icon": "sliders",
    }
    return render(request, "listings/admin/rules.html", context, status=status)

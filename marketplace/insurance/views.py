"""The policies of one's enterprise: what holds until when, and a new one (AFT-02)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.errors import Conflict, Invalid
from core.forms import say
from core.idempotency.views import fresh_key, idempotent_form
from core.states import history_of
from marketplace.enterprises.queries import admitted_of
from marketplace.insurance import queries, services
from marketplace.insurance.forms import PolicyForm
from marketplace.insurance.models import InsurancePolicy
from marketplace.insurance.states import PolicyState

FIRM = {"portal": "enterprise"}


@require_safe
@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """All of them, the latest end first."""
    today = timezone.localdate(clock.now())
    rows = []
    for row in queries.of_enterprise(request.actor):  # type: ignore[attr-defined]
        note = history_of(row).last() if row.state in (PolicyState.REFUSED, PolicyState.ENDED) else None
        rows.append({"row": row, "over": row.ends_on < today, "left": (row.ends_on - today).days, "note": note.note if note else ""})
    return render(request, "insurance/enterprise_policies.html", {**FIRM, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@idempotent_form
def new(request: HttpRequest) -> HttpResponse:
    """Register a policy."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    firm = admitted_of(actor, InsurancePolicy.access_resource, "create")
    form = PolicyForm(request.POST or None, firm=firm)
    if request.method == "POST" and form.is_valid():
        try:
            services.register_policy(firm, form.policy(), actor=actor, now=now)
        except (Invalid, Conflict) as error:
            say(form, error)
        else:
            messages.success(request, "登记好了，核验过就算数。")
            return redirect("insurance:mine")
    return render(request, "insurance/enterprise_policy.html", {**FIRM, "form": form, "key": fresh_key()}, status=400 if form.errors else 200)

"""大家在找什么: the demand of a range of days, what nobody found, and one step from there to a word or an article; and how a search is read."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from cms.articles.services import draft_article
from core import clock, sheets
from core.access import can, current_actor
from core.admin import require_staff
from core.errors import Invalid
from search import lexicon, params, presenter, queries
from search.forms import RangeForm
from search.lexicon import Lexicon
from search.models import SearchDemand
from search.models.promoted import PROMOTABLE
from search.parse import Clause
from search.reports import Demand, demand
from search.services.demand import kept_text
from search.services.words import words_version

DEMAND, DRAFT, TRY = "search_demand", "search_draft", "search_try"
RESOURCE = SearchDemand.access_resource
DAYS = 30
SHOWN = 5


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """The report; `download=1` gives it as a table."""
    require_staff("read", RESOURCE)
    today = timezone.localdate(clock.now())
    form = RangeForm(request.GET)
    since, until = _range(form, today)
    found = demand(since, until, lexicon.current())
    if form.is_valid() and request.GET.get("download"):
        return _table(found, since, until)
    context = {
        "found": found,
        "form": form,
        "since": since,
        "until": until,
        "download": f"?since={since}&until={until}&download=1",
        "header_title": "大家在找什么",
        "header_icon": "search",
        "breadcrumbs_items": [{"url": "", "label": "大家在找什么"}],
    }
    return render(request, "search/admin/demand.html", context, status=200 if form.is_valid() else 400)


def _range(form: RangeForm, today: date) -> tuple[date, date]:
    if not form.is_valid():
        return today - timedelta(days=DAYS - 1), today
    until = form.cleaned_data["until"] or today
    return form.cleaned_data["since"] or until - timedelta(days=DAYS - 1), until


def _table(found: Demand, since: date, until: date) -> HttpResponse:
    rows: list[tuple[Any, ...]] = [("词", row.label, row.searches, row.empty, row.widened, row.clicks, row.bookings) for row in found.asked]
    rows += [("分类", row.label, row.searches, row.empty, "", "", "") for row in found.categories]
    rows += [("区", row.label, row.searches, row.empty, "", "", "") for row in found.districts]
    response = HttpResponse(sheets.written(("什么", "名称", "次数", "没找到", "放宽才找到", "打开", "下单"), rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="demand-{since}-{until}.csv"'
    return response


@require_POST
def start_draft(request: HttpRequest) -> HttpResponse:
    """An article draft whose title is what was looked for: one domain call, and on to its editor."""
    actor = require_staff("draft", RESOURCE)
    try:
        page = draft_article(kept_text(request.POST.get("text", "")), actor=actor, now=clock.now())
    except Invalid as error:
        messages.error(request, "；".join(text for texts in error.fields.values() for text in texts) or error.message)
        return redirect(DEMAND)
    messages.success(request, "草稿建好了，写完再提交。")
    return redirect("wagtailadmin_pages:edit", page.pk)


@require_safe
def try_out(request: HttpRequest) -> HttpResponse:
    """How a text is read, word by word, and what comes first."""
    require_staff("read", RESOURCE)
    known, text = lexicon.current(), request.GET.get("q", "")
    context: dict[str, Any] = {
        "text": text.replace("\x00", "")[: params.MAX_QUERY],
        "words_version": words_version(),
        "header_title": "试一句",
        "header_icon": "search",
        "breadcrumbs_items": [{"url": reverse(DEMAND), "label": "大家在找什么"}, {"url": "", "label": "试一句"}],
    }
    if text:
        given = QueryDict(mutable=True)
        given["q"] = text
        try:
            asked = params.asked(given, known)
        except Invalid as error:
            return render(request, "search/admin/try.html", {**context, "wrong": error.fields.get("q", [error.message])}, status=400)
        served = queries.search(asked.question, known, promoting=True)
        found = presenter.answer(asked, served, known)
        clauses = [_clause(clause, known) for clause in asked.question.query.clauses[:-1]]
        context |= {"may_promote": can(current_actor(), "create", "promoted_term"), "promotable": PROMOTABLE}
        context |= {"clauses": clauses, "meant": asked.question.understood, "found": found, "first": found["items"][:SHOWN]}
    return render(request, "search/admin/try.html", context)


def _clause(clause: Clause, known: Lexicon) -> dict[str, Any]:
    return {"text": clause.text, "required": clause.required, "known": clause.known, "finds": known.synonyms.get(clause.text, ())}

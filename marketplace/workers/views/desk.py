"""One set of pages for a file, whoever keeps it: the worker under /worker/, his employer under /enterprise/workers/<number>/."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from core.access import can
from marketplace.workers.models import Paper, Worker
from marketplace.workers.queries import own

TABS = (("profile", "资料", "id-card"), ("skills", "会做什么", "badge-check"), ("papers", "证件", "file-check"), ("calendar", "工作时间", "calendar"))


@dataclass(frozen=True, slots=True)
class Desk:
    """A file on the desk of somebody who keeps it."""

    worker: Worker
    is_own: bool

    def url(self, page: str, *more: Any) -> str:
        """The address of one of its pages here."""
        known = () if self.is_own else (self.worker.pk,)
        name = page if self.is_own else f"enterprise-{'worker' if page == 'home' else page}"
        return reverse(f"workers:{name}", args=[*known, *more])

    def go(self, page: str) -> HttpResponse:
        """Lead to one of its pages."""
        return redirect(self.url(page))

    def show(self, request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        """A page of the file with its tabs."""
        papers = can(request.actor, "read", Paper(worker=self.worker))  # type: ignore[attr-defined]
        tabs = [{"label": label, "url": self.url(page), "icon": icon} for page, label, icon in TABS if page != "papers" or papers]
        known = {"portal": "worker" if self.is_own else "enterprise", "desk": self, "worker": self.worker, "tabs": tabs, "home_url": self.url("home")}
        return render(request, f"workers/own/{template}.html", {**known, **context}, status=status)


def desk_of(request: HttpRequest, number: int | None) -> Desk | None:
    """The file of the address: one's own without a number (None when there is none), else an employee's. Raises NotFound."""
    actor = request.actor  # type: ignore[attr-defined]
    if number is not None:
        return Desk(own.employee(number, actor=actor), is_own=False)
    row = own.own_file(actor)
    return Desk(row, is_own=True) if row is not None else None


def to_join() -> HttpResponse:
    """Who has no file begins one."""
    return redirect("workers:join")

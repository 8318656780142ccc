"""/api/v1/jobs/: list, one posting, apply."""

from collections.abc import Sequence
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.api import Open, PublicView, SignedIn, actor_of, query_input, validated
from core.errors import Invalid
from core.money import Money
from marketplace.catalog.lookups import node_of, place_of
from marketplace.catalog.queries import catalogue
from marketplace.recruitment import services
from marketplace.recruitment.api import shapes
from marketplace.recruitment.models import JobPosting
from marketplace.recruitment.queries.own import certificates
from marketplace.recruitment.queries.public import SIZE, Filter, certificate_names, public_job, public_page, shown_pay
from marketplace.workers.models import PaperKind

SAME = ("title", "description", "kind", "place", "positions", "experience_years", "health_certificate", "programme", "published_at", "expires_at")


class Jobs(PublicView):
    """Public postings."""

    authentication_classes = ()

    @extend_schema(operation_id="jobs_list", parameters=[shapes.JobQuery], responses=shapes.JobListOut, summary="招聘")
    def get(self, request: HttpRequest) -> HttpResponse:
        """What everybody may see, the newest first. Three queries."""
        asked = query_input(shapes.JobQuery, request) if request.GET else {}
        page = public_page(_filter(asked), now=clock.now(), cursor=asked.get("cursor", ""), size=asked.get("page_size", SIZE))
        body = {"count": page.count, "count_exact": page.count_exact, "items": page.items, "next": page.next}
        return HttpResponse(orjson.dumps(body), content_type="application/json")


def _filter(asked: dict[str, Any]) -> Filter:
    tree = catalogue() if asked.keys() & {"category", "district"} else None
    return Filter(
        categories=tuple(tree.family_of(node_of(asked["category"], tree))) if tree and "category" in asked else (),
        district_id=place_of(asked["district"], tree).id if tree and "district" in asked else None,
        kind=asked.get("kind", ""),
        pay=asked.get("pay", ""),
        programme=asked.get("programme", ""),
        word=asked.get("q", ""),
        enterprise_id=asked.get("enterprise"),
    )


class JobDetail(APIView):
    """One posting."""

    permission_classes = (Open,)

    @extend_schema(operation_id="jobs_read", responses=shapes.JobFullOut, summary="一条招聘")
    def get(self, request: Request, number: int) -> Response:
        """What is public now. 404 for missing, expired and hidden ones alike."""
        query_input(shapes.NoParameters, request)
        return Response(_job_out(public_job(number, now=clock.now())))


def _job_out(row: JobPosting) -> dict[str, Any]:
    return {
        "id": row.pk,
        "url": row.get_absolute_url(),
        **{name: getattr(row, name) for name in SAME},
        "kind_name": row.get_kind_display(),
        "category": row.category.name,
        "category_slug": row.category.slug,
        "district": row.district.name if row.district else "",
        "pay_min_yuan": Money(row.pay_min_fen or 0).yuan,
        "pay_max_yuan": Money(row.pay_max_fen or 0).yuan,
        "unit": row.unit.label if row.unit else "",
        "pay": shown_pay(row),
        "certificates": certificate_names(row),
        "enterprise": row.enterprise.shown_name,
        "enterprise_id": row.enterprise_id,
        "legal_name": row.enterprise.legal_name,
    }


class JobApplications(APIView):
    """Apply for a posting."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="jobs_apply", request=shapes.ApplicationIn, responses={201: shapes.ApplicationOut}, summary="应聘")
    def post(self, request: Request, number: int) -> Response:
        """A candidate record for the enterprise. Whoever misses a requirement is marked, never refused; a second open one is 409."""
        values = validated(shapes.ApplicationIn, request.data)
        held = _certificates(values.pop("certificates", []))
        job = public_job(number, now=clock.now())
        row = services.apply(job, actor=actor_of(request), now=clock.now(), certificates=held, **values)
        body = {
            "id": row.pk,
            "job_id": job.pk,
            "job_title": job.title,
            "enterprise": job.enterprise.shown_name,
            "state": row.state,
            "missed": row.missed,
            "created_at": row.created_at,
        }
        return Response(body, status=201)


def _certificates(texts: Sequence[str]) -> list[PaperKind]:
    """Rows of certificates by code or name. Raises Invalid."""
    if not texts:
        return []
    known = {text: row for row in certificates() for text in (row.code, row.name)}
    if unknown := [text for text in texts if text not in known]:
        raise Invalid(fields={"certificates": [f"没有这个证书：{unknown[0][:40]}。"]})
    return list({known[text].pk: known[text] for text in texts}.values())

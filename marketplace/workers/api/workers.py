"""/api/v1/workers/: list, one worker. What everybody may see; never a full name, a number or a file."""

from datetime import date
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.api import Open, PublicView, query_input
from core.errors import Invalid
from marketplace.catalog.lookups import node_of, place_of
from marketplace.catalog.queries import catalogue
from marketplace.workers.api import shapes
from marketplace.workers.queries.papers import badges, code_of
from marketplace.workers.queries.public import SIZE, Filter, cards_of, public_page, public_worker


class Workers(PublicView):
    """Public workers."""

    authentication_classes = ()

    @extend_schema(operation_id="workers_list", parameters=[shapes.WorkerQuery], responses=shapes.WorkerListOut, summary="服务人员")
    def get(self, request: HttpRequest) -> HttpResponse:
        """Everybody who passed the audit, the latest file first. At most six queries."""
        asked = query_input(shapes.WorkerQuery, request) if request.GET else {}
        page = public_page(_filter(asked), on=_today(), cursor=asked.get("cursor", ""), size=asked.get("page_size", SIZE))
        body = {"count": page.count, "count_exact": page.count_exact, "items": page.items, "next": page.next}
        return HttpResponse(orjson.dumps(body), content_type="application/json")


def _today() -> date:
    return timezone.localdate(clock.now())


def _filter(asked: dict[str, Any]) -> Filter:
    tree = catalogue()
    services: tuple[int, ...] = ()
    if wanted := asked.get("service"):
        services = tuple(one.id for node in tree.by_id.values() for one in node.services if wanted in (one.code, one.name))
        if not services:
            raise Invalid(fields={"service": ["没有这个服务项目。"]})
    if "category" in asked:
        family = tree.family_of(node_of(asked["category"], tree))
        inside = tuple(one.id for number in family for one in tree.by_id[number].services)
        services = tuple(set(services) & set(inside)) if services else inside
        services = services or (0,)
    return Filter(
        service_type_ids=services,
        district_id=place_of(asked["district"], tree).id if "district" in asked else None,
        enterprise_id=asked.get("enterprise"),
        language=asked.get("language", ""),
        lives_in=asked.get("lives_in", False),
        word=asked.get("q", ""),
    )


class WorkerDetail(APIView):
    """One worker."""

    permission_classes = (Open,)

    @extend_schema(operation_id="workers_read", responses=shapes.WorkerFullOut, summary="一位服务人员")
    def get(self, request: Request, number: int) -> Response:
        """Who may be seen now, with the papers and the safety code of today. 404 for missing, waiting and suspended ones alike."""
        query_input(shapes.NoParameters, request)
        row, today = public_worker(number), _today()
        code = code_of(row, today)
        employer = row.enterprise.identity if row.enterprise else None
        return Response(
            {
                **cards_of([row], on=today)[0],
                "badges": badges(row, today),
                "safety_code": {"colour": code.colour, "label": code.label, "on": code.day},
                "contract_party": employer.contract_party if employer else "",
            }
        )

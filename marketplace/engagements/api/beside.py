"""What belongs to an order: care logs, contracts, searches for somebody else."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.access import require
from core.api import SignedIn, actor_of, decode_number, encode_cursor, fen_of, needed, query_input, validated
from core.errors import NotFound
from core.idempotency.views import idempotent_api
from marketplace.bookings.api.bookings import KEY
from marketplace.engagements import services
from marketplace.engagements.api import out, shapes
from marketplace.engagements.models import CareEntry
from marketplace.engagements.queries import care, contracts, own, substitutes


class CareLog(APIView):
    """The care log of an engagement."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="engagement_care_list", parameters=[shapes.EngagementQuery], responses=shapes.CareListOut, summary="照护记录")
    def get(self, request: Request, number: str) -> Response:
        """The entries, the latest first."""
        actor, asked = actor_of(request), query_input(shapes.EngagementQuery, request)
        row = own.visible(number, actor=actor)
        require(actor, "read", CareEntry(engagement=row))
        found = care.page_of(row, before=decode_number(asked["cursor"]) if asked.get("cursor") else None)
        following = encode_cursor(found[care.PAGE_SIZE - 1].pk) if len(found) > care.PAGE_SIZE else None
        return Response({"items": [out.entry(one) for one in found[: care.PAGE_SIZE]], "next": following})

    @extend_schema(operation_id="engagement_care_write", parameters=[KEY], request=shapes.CareIn, responses={201: shapes.CareOut}, summary="记一条照护记录")
    @idempotent_api
    def post(self, request: Request, number: str) -> Response:
        """One entry of today or yesterday, by whoever is there; it cannot be changed."""
        actor = actor_of(request)
        row = own.visible(number, actor=actor)
        require(actor, "create", CareEntry(engagement=row))
        said = validated(shapes.CareIn, request.data)
        warm = said.get("temperature")
        noted = services.Noted(said["day"], said["meals"], said["medicine"], said.get("mood", ""), None if warm is None else int(warm * 10), said["note"])
        return Response(out.entry(services.write_care(row, noted, actor=actor, now=clock.now())), status=201)


class ContractDetail(APIView):
    """A version of a contract."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="contracts_read", responses=shapes.ContractOut, summary="服务合同")
    def get(self, request: Request, number: int) -> Response:
        """The words, and who has accepted them."""
        return Response(out.contract(contracts.readable(number, actor=actor_of(request))))


class ContractSign(APIView):
    """Accepting a version."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="contracts_sign", parameters=[KEY], request=shapes.SignIn, responses=shapes.ContractOut, summary="签合同")
    @idempotent_api
    def post(self, request: Request, number: int) -> Response:
        """Accept the version whose digest was read."""
        actor = actor_of(request)
        row = contracts.readable(number, actor=actor)
        require(actor, "sign", row)
        services.sign(row, actor=actor, now=clock.now(), digest=validated(shapes.SignIn, request.data)["digest"])
        return Response(out.contract(contracts.readable(number, actor=actor)))


class SubstituteDetail(APIView):
    """A search for somebody else."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="substitutes_read", responses=shapes.SubstituteOut, summary="替补")
    def get(self, request: Request, number: int) -> Response:
        """Who is proposed, until when, and what may be done."""
        actor = actor_of(request)
        return Response(out.search(substitutes.readable(number, actor=actor), actor, clock.now()))


class SubstituteAction(APIView):
    """A word about a substitute."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="substitutes_act", parameters=[KEY], request=shapes.SubstituteIn, responses=shapes.SubstituteOut, summary="替补的下一步")
    @idempotent_api
    def post(self, request: Request, number: int, action: str) -> Response:
        """`accept`, `decline`, `give_up`, `wait` of the family; `propose` of the provider."""
        actor, now = actor_of(request), clock.now()
        row = substitutes.readable(number, actor=actor)
        plain = {
            "accept": services.accept_substitute,
            "decline": services.decline_substitute,
            "give_up": services.give_up,
            "wait": services.wait_for_the_same,
        }
        if action == "propose":
            require(actor, "dispatch", row)
            said = validated(shapes.SubstituteIn, request.data)
            price = fen_of(said, "unit_yuan") if said.get("unit_yuan") else None
            services.propose_substitute(row, worker_id=needed(said, "worker"), unit_fen=price, actor=actor, now=now)
        elif action in plain:
            plain[action](row, actor=actor, now=now)
        else:
            raise NotFound
        return Response(out.search(substitutes.readable(number, actor=actor), actor, now))

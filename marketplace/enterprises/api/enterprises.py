"""/api/v1/enterprises/ (public) and /api/v1/enterprise-applications/ (one's own, and what staff decide)."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.api import MAX_PAGE, CityQuery, Open, SignedIn, actor_of, decode_moment, encode_cursor, query_input, validated
from core.errors import NotFound
from core.states import available, history_of
from marketplace.catalog.lookups import category_of, looked_up, node_of, place_of
from marketplace.catalog.queries import catalogue
from marketplace.enterprises import queries, services
from marketplace.enterprises.models import Enterprise, QualificationFile
from marketplace.enterprises.states import EDITABLE, EnterpriseState

DECISIONS: dict[str, Callable[..., Enterprise]] = {
    "approve": services.approve,
    "reject": services.reject,
    "suspend": services.suspend,
    "reinstate": services.reinstate,
}


class EnterpriseOut(serializers.Serializer):
    """An admitted enterprise as everybody sees it: no telephone."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    legal_name = serializers.CharField()
    url = serializers.CharField()
    district = serializers.CharField(allow_null=True)
    intro = serializers.CharField(allow_blank=True)
    art = serializers.CharField()
    logo = serializers.CharField(allow_null=True)
    verified_at = serializers.DateTimeField(allow_null=True)
    grade = serializers.CharField(allow_null=True, help_text="评级 A 到 D")
    honour = serializers.CharField(allow_null=True, help_text="示范企业、龙头企业")


class EnterpriseListOut(serializers.Serializer):
    """A page of enterprises."""

    count = serializers.IntegerField()
    items = EnterpriseOut(many=True)
    next = serializers.CharField(allow_null=True)


class EnterpriseQuery(CityQuery):
    """What to list."""

    category = serializers.CharField(required=False, max_length=60, help_text="分类的 slug、代码或名称")
    district = serializers.CharField(required=False, max_length=30, help_text="区的代码或名称")
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=MAX_PAGE)
    cursor = serializers.CharField(required=False, max_length=300)


class FileOut(serializers.Serializer):
    """A qualification file."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=QualificationFile.Kind.choices)
    name = serializers.CharField()
    url = serializers.CharField()


class StepOut(serializers.Serializer):
    """A step of the application."""

    event = serializers.CharField()
    to = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()


class ApplicationOut(serializers.Serializer):
    """An application as its own people and the deciding staff see it."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=EnterpriseState.choices)
    legal_name = serializers.CharField(allow_blank=True)
    short_name = serializers.CharField(allow_blank=True)
    licence_no = serializers.CharField(allow_blank=True)
    contact_name = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    district = serializers.CharField(allow_null=True)
    address = serializers.CharField(allow_blank=True)
    intro = serializers.CharField(allow_blank=True)
    categories = serializers.ListField(child=serializers.CharField())
    files = FileOut(many=True)
    history = StepOut(many=True)
    actions = serializers.ListField(child=serializers.CharField())


class ApplicationListOut(serializers.Serializer):
    """One's own applications."""

    count = serializers.IntegerField()
    items = ApplicationOut(many=True)
    next = serializers.CharField(allow_null=True)


class ApplicationIn(serializers.Serializer):
    """What an application says; a draft may be incomplete."""

    legal_name = serializers.CharField(required=False, max_length=120)
    short_name = serializers.CharField(required=False, max_length=40, allow_blank=True)
    licence_no = serializers.CharField(required=False, max_length=40)
    contact_name = serializers.CharField(required=False, max_length=40)
    phone = serializers.CharField(required=False, max_length=25)
    district = serializers.CharField(required=False, max_length=30)
    address = serializers.CharField(required=False, max_length=200)
    lat = serializers.FloatField(required=False, min_value=-90, max_value=90)
    lng = serializers.FloatField(required=False, min_value=-180, max_value=180)
    intro = serializers.CharField(required=False, max_length=2000, allow_blank=True)
    categories = serializers.ListField(child=serializers.CharField(max_length=60), required=False, max_length=60)


class FileIn(serializers.Serializer):
    """A file and what it shows."""

    kind = serializers.ChoiceField(choices=QualificationFile.Kind.choices)
    file = serializers.FileField()


class NoteIn(serializers.Serializer):
    """Why; required where the step says so."""

    note = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")


class NoParameters(serializers.Serializer):
    """Takes nothing."""


class Enterprises(APIView):
    """Admitted enterprises."""

    permission_classes = [Open]

    @extend_schema(operation_id="enterprises_list", parameters=[EnterpriseQuery], responses=EnterpriseListOut, summary="加盟企业")
    def get(self, request: Request) -> Response:
        """Those that are admitted, the latest first."""
        asked = query_input(EnterpriseQuery, request)
        size = asked.get("page_size", queries.SIZE)
        tree = catalogue()
        wanted: dict[str, Any] = {
            "district_id": place_of(asked["district"], tree).id if asked.get("district") else None,
            "categories": tuple(tree.family_of(node_of(asked["category"], tree))) if asked.get("category") else (),
        }
        found = queries.public_list(**wanted, before=decode_moment(asked["cursor"]) if asked.get("cursor") else None, size=size)
        page = found[:size]
        following = encode_cursor(page[-1].approved_at.isoformat(), page[-1].pk) if len(found) > size else None  # type: ignore[union-attr]
        return Response({"count": queries.public_count(**wanted), "items": [queries.card(row) for row in page], "next": following})


class EnterpriseDetail(APIView):
    """One admitted enterprise."""

    permission_classes = [Open]

    @extend_schema(operation_id="enterprises_read", responses=EnterpriseOut, summary="一家加盟企业")
    def get(self, request: Request, number: int) -> Response:
        """404 for one that is not there, not admitted or suspended."""
        query_input(NoParameters, request)
        return Response(queries.card(queries.public_enterprise(number)))


def application_out(row: Enterprise, request: Request) -> dict[str, Any]:
    """An application with its files and history. Three queries."""
    names = ("state", "legal_name", "short_name", "licence_no", "contact_name", "phone", "address", "intro")
    files = row.files.select_related("file").order_by("pk")
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in names},
        "district": row.district.name if row.district else None,
        "categories": list(row.categories.order_by("position", "pinyin").values_list("slug", flat=True)),
        "files": [{"id": item.pk, "kind": item.kind, "name": item.file.name, "url": f"/private/{item.file_id}/"} for item in files],
        "history": [{"event": step.event, "to": step.to_state, "note": step.note, "at": step.at} for step in history_of(row)],
        "actions": [event for event, _ in available(row, actor_of(request))],
    }


class Applications(APIView):
    """One's own applications."""

    permission_classes = [SignedIn]

    @extend_schema(operation_id="applications_list", responses=ApplicationListOut, summary="我的加盟申请")
    def get(self, request: Request) -> Response:
        """The applications that one has made or whose enterprise one works in."""
        query_input(NoParameters, request)
        rows = Enterprise.objects.of_actor(actor_of(request)).select_related("district").order_by("-pk")[:MAX_PAGE]
        items = [application_out(row, request) for row in rows]
        return Response({"count": len(items), "items": items, "next": None})

    @extend_schema(operation_id="applications_save", request=ApplicationIn, responses={201: ApplicationOut}, summary="填写加盟申请")
    def post(self, request: Request) -> Response:
        """Keep what is known so far; goes on with an open draft where there is one."""
        row = services.save_application(actor=actor_of(request), now=clock.now(), **_fields(validated(ApplicationIn, request.data)))
        return Response(application_out(row, request), status=201)


def _fields(values: dict[str, Any]) -> dict[str, Any]:
    found = looked_up(values)
    if "categories" in found:
        found["categories"] = [category_of(text) for text in found["categories"]]
    return found


class ApplicationDetail(APIView):
    """One application."""

    permission_classes = [SignedIn]

    @extend_schema(operation_id="applications_read", responses=ApplicationOut, summary="一份加盟申请")
    def get(self, request: Request, number: int) -> Response:
        """With its files and history. 404 for missing and foreign ones alike."""
        query_input(NoParameters, request)
        return Response(application_out(queries.own_enterprise(number, actor=actor_of(request)), request))

    @extend_schema(operation_id="applications_update", request=ApplicationIn, responses=ApplicationOut, summary="改加盟申请或企业资料")
    def patch(self, request: Request, number: int) -> Response:
        """A draft is changed freely; of an admitted enterprise what needs no new audit."""
        row = queries.own_enterprise(number, actor=actor_of(request))
        fields = _fields(validated(ApplicationIn, request.data))
        row = (
            services.save_application(actor=actor_of(request), now=clock.now(), enterprise=row, **fields)
            if row.state in EDITABLE
            else services.change_enterprise(row, actor=actor_of(request), now=clock.now(), **fields)
        )
        return Response(application_out(row, request))


class ApplicationFiles(APIView):
    """Qualification files of an application."""

    permission_classes = [SignedIn]
    parser_classes = [MultiPartParser]

    @extend_schema(operation_id="applications_add_file", request=FileIn, responses={201: FileOut}, summary="上传资质文件")
    def post(self, request: Request, number: int) -> Response:
        """A picture or PDF through the upload door."""
        row = queries.own_enterprise(number, actor=actor_of(request))
        values = validated(FileIn, request.data)
        added = services.add_file(row, kind=values["kind"], file=values["file"], actor=actor_of(request), now=clock.now())
        return Response({"id": added.pk, "kind": added.kind, "name": added.file.name, "url": f"/private/{added.file_id}/"}, status=201)


class ApplicationFile(APIView):
    """One qualification file."""

    permission_classes = [SignedIn]

    @extend_schema(operation_id="applications_remove_file", request=None, responses={204: None}, summary="删掉资质文件")
    def delete(self, request: Request, number: int, file: int) -> Response:
        """Only while the application is not handed in."""
        row = queries.own_enterprise(number, actor=actor_of(request))
        found = row.files.select_related("file", "enterprise").filter(pk=min(file, queries.BIGGEST)).first()
        if found is None:
            raise NotFound
        services.remove_file(found, actor=actor_of(request), now=clock.now())
        return Response(status=204)


class ApplicationStep(APIView):
    """A step of an application by its own people: `submit`, `withdraw`."""

    permission_classes = [SignedIn]
    step = "submit"

    @extend_schema(request=None, responses=ApplicationOut)
    def post(self, request: Request, number: int) -> Response:
        """Hand it in, or take it back."""
        row = queries.own_enterprise(number, actor=actor_of(request))
        service = services.submit_application if self.step == "submit" else services.withdraw_application
        row = service(row, actor=actor_of(request), now=clock.now())
        return Response(application_out(row, request))


class ApplicationDecision(APIView):
    """A decision of staff: `approve`, `reject`, `suspend`, `reinstate`."""

    permission_classes = [SignedIn]
    step = "approve"

    @extend_schema(request=NoteIn, responses=ApplicationOut)
    def post(self, request: Request, number: int) -> Response:
        """Reject and suspend need a note."""
        row = queries.own_enterprise(number, actor=actor_of(request))
        note = validated(NoteIn, request.data)["note"]
        row = DECISIONS[self.step](row, actor=actor_of(request), now=clock.now(), note=note)
        return Response(application_out(row, request))

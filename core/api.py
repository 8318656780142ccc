"""What an API view needs: permissions, validated input, keyset lists. Errors are raised and rendered by core.problems."""

import base64
import binascii
import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import orjson
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from core import cities
from core.audit.services import record_refusal
from core.errors import Invalid, NotFound
from core.money import Money
from core.permissions import DenyAll, Open, SignedIn, actor_of
from core.problems import domain_error, field_messages, problem

MAX_PAGE = 50
Row = TypeVar("Row", bound=Model)
Verb = TypeVar("Verb")
STALE = "这一页的位置已失效，请从第一页看起。"


class PublicView(APIView):
    """A GET that does not look at who asks and writes its own bytes: the same contract and errors, without what DRF does around.

    `get` takes Django's request; other methods go through DRF as everywhere.
    """

    permission_classes: Sequence[Any] = (Open,)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, or say what is wrong (RFC 9457). An error nobody knows goes on to Django."""
        if request.method not in {"GET", "HEAD"}:
            return super().dispatch(request, *args, **kwargs)
        try:
            return self.get(request, *args, **kwargs)  # type: ignore[attr-defined]
        except Exception as error:
            meant = domain_error(error)
            if meant is None:
                raise
            record_refusal(actor_of(request), meant, path=request.path, method=request.method)
            return problem(meant)


class Page(serializers.Serializer):
    """The envelope of every list."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)


class Nothing(serializers.Serializer):
    """No parameters."""


class Degrees(serializers.FloatField):
    """A latitude or longitude; no number ("nan") is no place."""

    def to_internal_value(self, data: Any) -> float:
        """A finite number."""
        found = super().to_internal_value(data)
        if not math.isfinite(found):
            raise serializers.ValidationError("请填一个数。")
        return found


class Pointed(serializers.Serializer):
    """What may name a point on the map; a point has both parts."""

    lat = Degrees(required=False, min_value=-90, max_value=90)
    lng = Degrees(required=False, min_value=-180, max_value=180)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Both, or none."""
        if ("lat" in attrs) != ("lng" in attrs):
            raise serializers.ValidationError({"lat" if "lng" in attrs else "lng": "经度和纬度要一起给。"})
        return attrs


class CityQuery(serializers.Serializer):
    """Of which city, where there are several."""

    city = serializers.CharField(required=False, max_length=20, help_text="城市的代码或名称；不写就是这个域名的城市，只有一个城市的站不用写")


def encode_cursor(*parts: Any) -> str:
    """A keyset position as an opaque string."""
    return base64.urlsafe_b64encode(orjson.dumps(parts, default=str)).decode().rstrip("=")


def decode_cursor(text: str, length: int) -> list[Any]:
    """The parts of a cursor. Raises Invalid on anything that we did not make."""
    try:
        parts = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error) as error:
        raise Invalid(fields={"cursor": [STALE]}) from error
    if not isinstance(parts, list) or len(parts) != length:
        raise Invalid(fields={"cursor": [STALE]})
    return parts


def decode_moment(text: str) -> tuple[datetime, int]:
    """The parts of a cursor over (moment, id). Raises Invalid on anything that we did not make."""
    at, number = decode_cursor(text, 2)
    try:
        moment = datetime.fromisoformat(at)
    except (TypeError, ValueError) as error:
        raise Invalid(fields={"cursor": [STALE]}) from error
    if moment.tzinfo is None or type(number) is not int or not 0 < number < 2**63:
        raise Invalid(fields={"cursor": [STALE]})
    return moment, number


def decode_number(text: str) -> int:
    """The id in a cursor over ids. Raises Invalid on anything that we did not make."""
    [number] = decode_cursor(text, 1)
    if type(number) is not int or not 0 < number < 2**63:
        raise Invalid(fields={"cursor": [STALE]})
    return number


def newest_first(rows: QuerySet[Row], *, cursor: str, size: int) -> tuple[list[Row], str | None]:
    """A page by id, the latest first, and the cursor of what follows, if anything does. Raises Invalid. One query."""
    found = rows.filter(pk__lt=decode_number(cursor)) if cursor else rows
    page = list(found.order_by("-pk")[: size + 1])
    return page[:size], encode_cursor(page[size - 1].pk) if len(page) > size else None


def query_input(serializer: type[serializers.Serializer], request: Request | HttpRequest) -> dict[str, Any]:
    """Validated query parameters. Raises Invalid for unknown names, repeated names, null characters and bad values.

    A `city` among them (`CityQuery`) is chosen for what is left of the request.
    """
    params = request.GET
    fields = serializer().fields
    problems = {name: ["没有这个参数。"] for name in params if name not in fields}
    problems |= {name: ["这个参数只能出现一次。"] for name in params if name in fields and len(params.getlist(name)) > 1}
    if problems:
        raise Invalid(fields=problems)
    found = validated(serializer, params)
    if wanted := found.pop("city", ""):
        cities.choose(cities.named(wanted))
    return found


def validated(serializer: type[serializers.Serializer], data: Any, **options: Any) -> dict[str, Any]:
    """Validated input as a plain dict. Raises Invalid naming the fields."""
    if not isinstance(data, Mapping):
        raise Invalid("请求正文应是一个对象。")
    checked = serializer(data=data, **options)
    if not checked.is_valid():
        raise Invalid(fields=field_messages(checked.errors))
    return dict(checked.validated_data)


def needed(said: Mapping[str, Any], name: str) -> Any:
    """What an action cannot do without, though others can. Raises Invalid."""
    if said.get(name) is None:
        raise Invalid(fields={name: ["要填这一项。"]})
    return said[name]


def fen_of(said: Mapping[str, Any], name: str) -> int:
    """An amount that an action needs, in fen; it is said in yuan. Raises Invalid."""
    try:
        return Money.parse(needed(said, name)).fen
    except ValueError as error:
        raise Invalid(fields={name: ["写成 128.00 这样。"]}) from error


def verb_of(actions: Mapping[str, Verb], name: str) -> Verb:
    """What is done for an action of an address. Raises NotFound."""
    if name not in actions:
        raise NotFound
    return actions[name]


__all__ = [
    "MAX_PAGE",
    "CityQuery",
    "Degrees",
    "DenyAll",
    "Nothing",
    "Open",
    "Page",
    "Pointed",
    "PublicView",
    "SignedIn",
    "actor_of",
    "decode_cursor",
    "decode_moment",
    "decode_number",
    "encode_cursor",
    "fen_of",
    "needed",
    "newest_first",
    "query_input",
    "validated",
    "verb_of",
]

"""JSON in and out: strict in what is taken, fast in what is sent."""

import json
from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework import exceptions
from rest_framework.parsers import JSONParser
from rest_framework.renderers import BaseRenderer

MAX_JSON_DEPTH = 40


class OrjsonRenderer(BaseRenderer):
    """JSON by orjson."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None) -> bytes:
        """The bytes of the answer."""
        return b"" if data is None else orjson.dumps(data, default=str)


class StrictJSONParser(JSONParser):
    """JSON without NaN, duplicate keys, null characters or absurd depth; each is a clear 400."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """Parse a body. Raises ParseError."""
        try:
            text = stream.read().decode("utf-8")
            if "\\u0000" in text or "\x00" in text:
                raise ValueError("null character")
            data = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            raise exceptions.ParseError("请求正文不是合格的 JSON。") from error
        if _depth(data) > MAX_JSON_DEPTH:
            raise exceptions.ParseError("请求正文嵌套太深。")
        return data


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _depth(data: Any) -> int:
    depth, level = 0, [data]
    while level and depth <= MAX_JSON_DEPTH:
        depth += 1
        level = [child for node in level if isinstance(node, (dict, list)) for child in (node.values() if isinstance(node, dict) else node)]
    return depth

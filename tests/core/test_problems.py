"""Bad input never becomes a 500: what the parser takes, what an error means, how a cursor is read."""

import io

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from rest_framework import exceptions

from core import errors
from core.api import decode_cursor, encode_cursor
from core.problems import domain_error
from core.wire import MAX_JSON_DEPTH, StrictJSONParser


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 1, "a": 2}',
        b'{"a": "\\u0000"}',
        b'{"a": "\x00"}',
        b"[" * 10_000 + b"]" * 10_000,
        b'{"a":' * (MAX_JSON_DEPTH + 1) + b"1" + b"}" * (MAX_JSON_DEPTH + 1),
    ],
)
def test_parser_refuses(body: bytes) -> None:
    with pytest.raises(exceptions.ParseError):
        StrictJSONParser().parse(io.BytesIO(body))


def test_parser_takes_honest_json() -> None:
    assert StrictJSONParser().parse(io.BytesIO('{"名": ["月嫂", 1, null]}'.encode())) == {"名": ["月嫂", 1, None]}


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Http404(), 404, "not_found"),
        (PermissionDenied(), 403, "forbidden"),
        (SuspiciousOperation(), 400, "invalid"),
        (RequestDataTooBig(), 413, "too_large"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (exceptions.UnsupportedMediaType("x"), 415, "unsupported_media_type"),
        (exceptions.Throttled(3), 429, "rate_limited"),
        (exceptions.ValidationError({"a": ["坏"], "b": [{"c": ["坏"]}]}), 400, "invalid"),
        (errors.Conflict(), 409, "conflict"),
        (UnicodeDecodeError("utf-8", b"x", 0, 1, "bad"), 400, "invalid"),
    ],
)
def test_what_an_exception_means(error: Exception, status: int, code: str) -> None:
    meant = domain_error(error)
    assert meant is not None
    assert (meant.as_problem()["status"], meant.as_problem()["code"]) == (status, code)


def test_an_unknown_exception_stays_a_fault_of_ours() -> None:
    assert domain_error(ZeroDivisionError()) is None


def test_fields_are_named_with_their_path() -> None:
    meant = domain_error(exceptions.ValidationError({"lines": [{}, {"price": ["太少"]}]}))
    assert meant.as_problem()["fields"] == {"lines.1.price": ["太少"]}


def test_cursor_and_back() -> None:
    assert decode_cursor(encode_cursor("2026-11-22", 7), 2) == ["2026-11-22", 7]


@pytest.mark.parametrize("text", ["", "x", "%%%", "bnVsbA", "WzFd", "e30", "9" * 5000, "月嫂"])
def test_a_cursor_that_is_not_ours_is_a_400(text: str) -> None:
    with pytest.raises(errors.Invalid):
        decode_cursor(text, 2)

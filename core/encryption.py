"""Fields that a database dump does not show.

`FIELD_KEYS` holds Fernet keys, the newest first, separated by commas: the first encrypts, all decrypt, so keys can be rotated without
touching SECRET_KEY. Equality is searched through a blind index: an HMAC with a key derived from the *last* (oldest) key, which must
therefore stay in the list, or the indexes be rebuilt, when keys are dropped.
"""

import hashlib
import hmac
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.signing import JSONSerializer
from django.db import models


class UndecipherableError(ValueError):
    """The stored text was encrypted with a key that we no longer have."""


@cache
def _cipher(keys: str) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key.strip()) for key in keys.split(",") if key.strip()])
    except ValueError as error:
        raise ImproperlyConfigured("FIELD_KEYS must hold one or more Fernet keys, separated by commas.") from error


def encrypt(text: str) -> str:
    """The text as a token, different each time."""
    return _cipher(settings.FIELD_KEYS).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """The text of a token. Raises UndecipherableError."""
    try:
        return _cipher(settings.FIELD_KEYS).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise UndecipherableError("none of FIELD_KEYS fits") from error


def encrypt_bytes(content: bytes) -> bytes:
    """A file's content as a token."""
    return _cipher(settings.FIELD_KEYS).encrypt(content)


def decrypt_bytes(token: bytes) -> bytes:
    """The content of a token. Raises UndecipherableError."""
    try:
        return _cipher(settings.FIELD_KEYS).decrypt(token)
    except InvalidToken as error:
        raise UndecipherableError("none of FIELD_KEYS fits") from error


def rotate(token: str) -> str:
    """The same text under the newest key."""
    return _cipher(settings.FIELD_KEYS).rotate(token.encode()).decode()


def blind_index(purpose: str, text: str) -> str:
    """64 hex digits by which equal texts are found; different for each purpose."""
    oldest = settings.FIELD_KEYS.split(",")[-1].strip()
    key = hashlib.sha256(b"blind-index:" + purpose.encode() + b":" + oldest.encode()).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


class EncryptedTextField(models.TextField):
    """Text encrypted in the database. It can be read and written, never searched: keep a blind index beside it."""

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt on the way in; the empty text stays empty."""
        text = super().get_prep_value(value)
        return encrypt(text) if text else text

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        """Decrypt on the way out."""
        return decrypt(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        """Only `isnull` makes sense: equal texts are stored differently. Raises FieldError."""
        if lookup_name != "isnull":
            raise FieldError(f"an encrypted field cannot be searched ({lookup_name}); use its blind index")
        return super().get_lookup(lookup_name)


class EncryptedSerializer:
    """For SESSION_SERIALIZER: sessions hold codes and numbers for minutes; a dump shows neither."""

    def dumps(self, obj: Any) -> bytes:
        """The session as a token."""
        return _cipher(settings.FIELD_KEYS).encrypt(JSONSerializer().dumps(obj))

    def loads(self, data: bytes) -> Any:
        """The session of a token; an unreadable one is an empty session (its owner logs in again)."""
        try:
            return JSONSerializer().loads(_cipher(settings.FIELD_KEYS).decrypt(data))
        except InvalidToken:
            return {}

"""The application page in one act: keep everything that is good, then say what is not."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from core.access import Actor
from core.errors import Invalid
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.services.applying import add_file, save_application, submit_application
from marketplace.enterprises.services.checking import Problems


def fill_in(
    *, actor: Actor, now: datetime, enterprise: Enterprise | None, fields: dict[str, Any], files: Iterable[tuple[str, UploadedFile]], hand_in: bool
) -> Enterprise:
    """Keep the fields and files that are good; with `hand_in` submit when nothing is wrong. Each part is a transaction of its own.

    Raises Forbidden, UnderReview; Invalid names what is wrong after the rest has been kept (a file by `<kind>_file`).
    """
    problems: Problems = {}
    try:
        row = save_application(actor=actor, now=now, enterprise=enterprise, **fields)
    except Invalid as error:
        problems |= error.fields
        good = {name: value for name, value in fields.items() if name not in problems}
        row = save_application(actor=actor, now=now, enterprise=enterprise, **good)
    for kind, file in files:
        try:
            add_file(row, kind=kind, file=file, actor=actor, now=now)
        except Invalid as error:
            problems[f"{kind}_file"] = [text for texts in error.fields.values() for text in texts] or [error.message]
    if problems:
        raise Invalid(fields=problems)
    return submit_application(row, actor=actor, now=now) if hand_in else row

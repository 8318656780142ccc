"""Versioned texts and who agreed to them (个人信息保护法 13–17)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from core import content
from core.access import Actor, require
from core.audit.services import record
from core.errors import Conflict, Invalid, Unavailable
from core.outbox import publish
from members import queries
from members.events import CONSENT_WITHDRAWN
from members.models import Consent, ConsentDocument, User

CONTENT_SCOPE = "consents"


def note_consents(user: User, *, kinds: Iterable[str], channel: str, now: datetime) -> list[Consent]:
    """Write that the person agreed to the texts in force now, inside the caller's transaction. Raises Unavailable without a text."""
    documents = [queries.current_document(kind, now) for kind in kinds]
    if None in documents:
        raise Unavailable("协议文本还没有准备好，请稍后再试。")
    return Consent.objects.bulk_create([Consent(user=user, document=document, channel=channel, at=now) for document in documents])


def give_consent(user: User, *, kind: str, actor: Actor, now: datetime) -> Consent:
    """Agree to the text in force (a newer version, or after a withdrawal)."""
    require(actor, "create", Consent(user=user))
    with transaction.atomic():
        given = note_consents(user, kinds=[kind], channel=actor.channel, now=now)[0]
        record(actor, function="consent.give", obj=given, detail={"kind": kind, "version": given.document.version}, now=now)
    return given


def withdraw_consent(user: User, *, kind: str, actor: Actor, now: datetime) -> Consent:
    """Take back one's agreement: a row of its own. Raises Conflict when there is none in force."""
    require(actor, "create", Consent(user=user))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        last = queries.consent_in_force(user.pk, kind)
        if last is None:
            raise Conflict("你没有同意过这份文本，或者已经撤回了。")
        taken = Consent.objects.create(user=user, document=last.document, given=False, channel=actor.channel, at=now)
        record(actor, function="consent.withdraw", obj=taken, detail={"kind": kind, "version": last.document.version}, now=now)
        publish(CONSENT_WITHDRAWN, key=f"user:{user.pk}", user_id=user.pk, document_id=last.document_id)
    return taken


def publish_consent_document(
    *, kind: str, version: str, title: str, body: str, actor: Actor, now: datetime, intro: str = "", fields: list | None = None
) -> ConsentDocument:
    """Put a new version of a text into force. Published versions never change. Raises Invalid, Conflict."""
    require(actor, "create", "consent_document")
    if kind not in ConsentDocument.Kind.values or not version.strip() or not body.strip() or not title.strip():
        raise Invalid("文本、版本、标题、正文都要填。")
    with transaction.atomic():
        former = queries.current_document(kind, now)
        declared = fields if fields is not None else (former.fields if former else [])
        row = ConsentDocument(kind=kind, version=version.strip(), title=title.strip(), intro=intro, body=body, fields=declared, published_at=now)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict("这个版本号已经用过，换一个。") from error
        record(actor, function="consent_document.publish", obj=row, now=now)
        content.bump(CONTENT_SCOPE)
    return row

"""Signing up with a labour partner (LAB-02), and handing the list on."""

from datetime import datetime

from django.db import IntegrityError, transaction

from core.access import Actor, require, require_proven
from core.audit.services import record
from core.counters import require_within
from marketplace.recruitment.errors import AlreadySignedUp
from marketplace.recruitment.models import SignUp
from marketplace.recruitment.parameters import SIGNUPS_A_DAY
from marketplace.recruitment.services.checking import checked_person
from marketplace.recruitment.services.posting import DAY
from members.models import User
from members.queries import with_role
from members.roles import Role
from notifications.services import notify

CONSENT = "同意把姓名、手机号和以上资料交给网络中心和接收企业，只用于这次劳务输送。"


def sign_up(
    *,
    partner_id: int,
    partner_title: str,
    region: str,
    actor: Actor,
    now: datetime,
    name: str,
    experience_years: int,
    consent: bool,
    home: str = "",
    wish: str = "",
    message: str = "",
) -> SignUp:
    """Put one's name on a partner's list with the proven number of one's account. The caller has found the partner's page to be shown.

    Raises Unauthenticated, PhoneNotProven, Forbidden, Invalid, AlreadySignedUp, RateLimited.
    """
    require_proven(actor)
    require(actor, "create", SignUp)
    texts = {"home": (home, 60), "wish": (wish, 60), "message": (message, 500)}
    said = checked_person(name=name, experience_years=experience_years, consent=consent, consent_text=CONSENT, texts=texts)
    require_within("labour.sign_up", str(actor.user_id), limit=SIGNUPS_A_DAY.at(now), window_seconds=DAY, now=now, message="今天报得够多了，明天再来。")
    person = User.objects.get(pk=actor.user_id)
    row = SignUp(partner_id=partner_id, partner_title=partner_title, region=region, person=person, phone=person.phone or "", created_at=now, **said)
    try:
        with transaction.atomic():
            row.save()
            record(actor, function="labour_signup.sign_up", obj=row, detail={"partner": partner_id}, now=now)
            staff = with_role(Role.TRAINING, now=now)
            notify(user_ids=staff, title=f"有人报名：{partner_title}"[:120], body="名单在后台「输送报名」里。", now=now)
    except IntegrityError as error:
        if SignUp.objects.filter(partner_id=partner_id, person=person).exists():
            raise AlreadySignedUp from error
        raise
    return row


def note_export(*, actor: Actor, now: datetime, rows: int) -> None:
    """The list with whole numbers is handed out: leaves an audit row. Raises Forbidden."""
    require(actor, "export", SignUp)
    record(actor, function="labour_signup.export", detail={"rows": rows}, now=now)

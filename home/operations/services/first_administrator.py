"""The first administrator of an empty site, created through the one-time link that `manage.py up` prints (DEMO=0)."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from core.access import Actor
from core.audit.services import record
from core.errors import Conflict, Invalid
from members.models import User
from members.services.accounts import USERNAME

LOCK = "home.operations.first-administrator"


def has_administrator() -> bool:
    """Whether somebody administers this site already."""
    return User.objects.filter(is_superuser=True, is_active=True).exists()


def create_first_administrator(*, username: str, password: str, actor: Actor, now: datetime) -> User:
    """Create the administrator, once: takes an advisory lock and asks again. Raises Invalid naming the fields, Conflict when there is one.

    The caller has checked the token of the link; that token is the only right this needs.
    """
    user = User(username=username, display_name="系统管理员", is_staff=True, is_superuser=True, date_joined=now)
    if not USERNAME.fullmatch(username):
        raise Invalid(fields={"username": ["登录名以字母开头，3 到 40 位字母、数字或 _ . -。"]})
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(fields={"password": list(error.messages)}) from error
    user.set_password(password)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [LOCK])
        if has_administrator():
            raise Conflict("已经有管理员了，请直接登录。")
        if User.objects.filter(username=username).exists():
            raise Invalid(fields={"username": ["这个登录名已经有人用了。"]})
        user.save(force_insert=True)
        record(actor, function="account.first_administrator", obj=user, now=now)
    return user

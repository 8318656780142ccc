"""What this slice does on events: sending SMS, and telling people what happened to their account."""

from core import clock
from core.access import system_actor
from core.outbox import Delivery, deliver, on
from members.events import ACCOUNT_SUSPENDED, MEMBERSHIP_CHANGED, PASSWORD_CHANGED, PHONE_CHANGED
from members.models import User
from notifications.events import SMS_REQUESTED
from notifications.services import notify, send_sms, settle_sms


@deliver(SMS_REQUESTED)
def send_requested_sms(delivery: Delivery) -> None:
    """Hand an SMS to the gateway."""
    settle_sms(delivery.ids["sms_id"], now=clock.now())


@on(PASSWORD_CHANGED)
def tell_password_changed(delivery: Delivery) -> None:
    """By both ways: somebody else may have done it."""
    _tell(delivery, title="登录密码已修改", body="不是你本人操作，请马上重设密码。", url="/my/security/", template="password_changed")


@on(PHONE_CHANGED)
def tell_phone_changed(delivery: Delivery) -> None:
    """On the site and to the new number."""
    _tell(delivery, title="手机号已更换", body="以后用新号码登录。", url="/my/security/", template="phone_changed")


@on(ACCOUNT_SUSPENDED)
def tell_suspended(delivery: Delivery) -> None:
    """By SMS only: somebody suspended cannot log in to read a notice."""
    user = User.objects.filter(pk=delivery.ids["user_id"]).first()
    if user is not None and user.phone:
        send_sms(phone=user.phone, template="account_suspended", actor=system_actor("event"), now=clock.now())


@on(MEMBERSHIP_CHANGED)
def tell_duty_changed(delivery: Delivery) -> None:
    """The person's rights have changed; the menus say which."""
    _tell(delivery, title="你的职责有变化", body="新的权限已经生效，菜单会随之变化。", url="/my/")


def _tell(delivery: Delivery, *, title: str, body: str, url: str, template: str = "") -> None:
    now = clock.now()
    notify(user_ids=[delivery.ids["user_id"]], title=title, body=body, url=url, now=now)
    phone = User.objects.filter(pk=delivery.ids["user_id"], is_active=True).values_list("phone", flat=True).first()
    if template and phone:
        send_sms(phone=phone, template=template, actor=system_actor("event"), now=now)

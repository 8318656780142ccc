"""People, households, organisations, memberships and consent."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models

from core.access import Actor, ScopedQuerySet
from members.phones import masked
from members.roles import Role

MOBILE = RegexValidator(r"^1[3-9]\d{9}$", "手机号是 11 位，以 1 开头。")


class UserQuerySet(ScopedQuerySet):
    """People by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, models.Q]:
        """`o`: oneself; `t`: members of the actor's organisations."""
        return {"o": models.Q(pk=actor.user_id), "t": models.Q(memberships__organisation_id__in=actor.organisation_ids)}

    def accounts(self) -> "UserQuerySet":
        """Without people known by a number alone (services.open_guest), whose account nobody can use."""
        return self.exclude(is_active=False, suspended_at=None)


class UserManager(models.Manager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Creation is in members.services; this is what Django's own commands ask for."""

    def get_by_natural_key(self, username: str) -> "User":
        """Look up by user name."""
        return self.get(username=username)

    def create_superuser(self, username: str, password: str, **extra: object) -> "User":
        """For `createsuperuser`."""
        user = self.model(username=username, is_staff=True, is_superuser=True, **extra)
        user.set_password(password)
        user.save()
        return user


class User(AbstractUser):  # type: ignore[django-manager-missing]
    """A person. The phone is the identity; a user name is only for those who want one.

    A number in `phone` is proven by a code sent to it and belongs to one account. Until then it waits in `pending_phone`, where
    it keeps nobody else from proving it.
    """

    access_resource = "account"

    last_name = None  # type: ignore[assignment]
    phone = models.CharField("手机号", max_length=11, unique=True, null=True, blank=True, validators=[MOBILE])
    pending_phone = models.CharField("待验证手机号", max_length=11, blank=True, validators=[MOBILE])
    display_name = models.CharField("称呼", max_length=40, blank=True)
    district_code = models.CharField("所在区", max_length=6, blank=True)
    suspended_at = models.DateTimeField("停用时间", null=True, blank=True)

    REQUIRED_FIELDS: ClassVar[list[str]] = []  # type: ignore[misc]
    objects = UserManager()  # type: ignore[misc]

    class Meta:
        verbose_name = "账号"
        verbose_name_plural = "账号"

    def __str__(self) -> str:
        return self.display_name or (masked(self.phone) if self.phone else self.username)

    @property
    def first_name(self) -> str:  # type: ignore[override]
        """How the menu of the admin calls the person. Not a field here: a person has one name."""
        return str(self)

    @property
    def phone_verified(self) -> bool:
        """Whether the account has a proven number."""
        return self.phone is not None

    def get_full_name(self) -> str:
        """How the person is called."""
        return str(self)

    def get_short_name(self) -> str:
        """How the person is called."""
        return str(self)

    def access_scopes(self, actor: Actor) -> set[str]:
        """`o`: oneself; `t`: a member of the actor's organisations."""
        found = {"o"} if actor.user_id == self.pk else set()
        if actor.organisation_ids and self.memberships.filter(organisation_id__in=actor.organisation_ids).exists():
            found.add("t")
        return found


class Household(models.Model):
    """A family: the people who may see and place its orders."""

    access_resource = "household"

    name = models.CharField("名称", max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "家庭"
        verbose_name_plural = "家庭"

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"

    def access_scopes(self, actor: Actor) -> set[str]:
        """`o`: a household that the actor belongs to."""
        return {"o"} if actor.is_authenticated and self.members.filter(user_id=actor.user_id or 0).exists() else set()


class HouseholdMember(models.Model):
    """A person in a household."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="households")
    is_head = models.BooleanField("户主", default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["household", "user"], name="members_in_household_once")]

    def __str__(self) -> str:
        return f"{self.household_id}:{self.user_id}"


class OrganisationQuerySet(ScopedQuerySet):
    """Organisations by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, models.Q]:
        """`t`: the actor's, and those below."""
        return {"t": models.Q(pk__in=actor.organisation_ids)}


class Organisation(models.Model):
    """A department of the centre, an enterprise or an outlet of one; rights of tenants mean this."""

    class Kind(models.TextChoices):
        """What it is."""

        DEPARTMENT = "department", "部门"
        ENTERPRISE = "enterprise", "企业"
        OUTLET = "outlet", "门店"

    access_resource = "organisation"

    kind = models.CharField("类型", max_length=12, choices=Kind.choices)
    code = models.SlugField("代码", max_length=60, unique=True)
    name = models.CharField("名称", max_length=120)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name="上级")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "组织"
        verbose_name_plural = "组织"

    def __str__(self) -> str:
        return self.name

    def access_scopes(self, actor: Actor) -> set[str]:
        """`t`: the actor is a member."""
        return {"t"} if self.pk in actor.organisation_ids else set()


class MembershipQuerySet(ScopedQuerySet):
    """Duties by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, models.Q]:
        """`o`: one's own; `t`: in the actor's organisations."""
        return {"o": models.Q(user_id=actor.user_id), "t": models.Q(organisation_id__in=actor.organisation_ids)}

    def active(self, now: datetime) -> "MembershipQuerySet":
        """Those in force at a moment."""
        return self.filter(models.Q(until=None) | models.Q(until__gt=now), since__lte=now)


class Membership(models.Model):
    """A duty of a person in an organisation; its Django group changes in the same transaction (members.services)."""

    access_resource = "membership"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    since = models.DateTimeField("开始时间")
    until = models.DateTimeField("结束时间", null=True, blank=True)
    granted_by_id = models.BigIntegerField(null=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "任职"
        verbose_name_plural = "任职"
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], condition=models.Q(until=None), name="members_one_active_duty"),
            models.CheckConstraint(condition=models.Q(until=None) | models.Q(until__gte=models.F("since")), name="members_duty_ends_later"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.get_role_display()} @{self.organisation_id}"

    def access_scopes(self, actor: Actor) -> set[str]:
        """`o`: one's own duty; `t`: in the actor's organisation."""
        found = {"o"} if actor.user_id == self.user_id else set()
        if self.organisation_id in actor.organisation_ids:
            found.add("t")
        return found


class ConsentDocument(models.Model):
    """A version of the terms or of the privacy notice; a published one never changes."""

    class Kind(models.TextChoices):
        """Which text."""

        TERMS = "terms", "用户协议"
        PRIVACY = "privacy", "隐私说明"

    access_resource = "consent_document"

    kind = models.CharField("文本", max_length=20, choices=Kind.choices)
    version = models.CharField("版本", max_length=20)
    title = models.CharField("标题", max_length=60)
    intro = models.TextField("导语", blank=True)
    body = models.TextField("正文", help_text="“## ”开头的一行是小标题，空一行分段。")
    fields = models.JSONField("声明收集的字段", default=list)
    published_at = models.DateTimeField("生效时间")

    class Meta:
        verbose_name = "协议文本"
        verbose_name_plural = "协议文本"
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="members_consent_version_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}"

    def access_scopes(self, actor: Actor) -> set[str]:
        """`p`: a published text is for everybody."""
        return {"p"}

    def sections(self) -> list[dict[str, object]]:
        """The text as headings with their paragraphs, for the page."""
        found: list[dict[str, object]] = []
        for block in self.body.replace("\r\n", "\n").split("\n\n"):
            text = block.strip()
            if text.startswith("## "):
                found.append({"heading": text[3:].strip(), "paragraphs": []})
            elif text:
                if not found:
                    found.append({"heading": "", "paragraphs": []})
                found[-1]["paragraphs"].append(text)  # type: ignore[attr-defined]
        return found


class Consent(models.Model):
    """Who agreed to which version, when and through which channel; withdrawal is a row of its own."""

    access_resource = "consent"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="consents")
    document = models.ForeignKey(ConsentDocument, on_delete=models.PROTECT, related_name="consents")
    given = models.BooleanField("同意", default=True)
    channel = models.CharField("渠道", max_length=20)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "同意记录"
        verbose_name_plural = "同意记录"
        indexes = [models.Index(fields=["user", "document", "-at"], name="members_consent_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.document_id} {self.given} #{self.pk}"

    def access_scopes(self, actor: Actor) -> set[str]:
        """`o`: one's own."""
        return {"o"} if actor.user_id == self.user_id else set()

"""The audit log: who did what to which object, from where, and how it went. Append-only by trigger and by grants."""

from django.db import models

from core.access import Actor


class AuditEntry(models.Model):
    """One act or one refused try (seed 3.7.3: 用户名、模块、功能、登录 IP、结果、时间)."""

    class Result(models.TextChoices):
        """How it went."""

        OK = "ok", "成功"
        REFUSED = "refused", "被拒"
        FAILED = "failed", "出错"

    access_resource = "audit_log"

    at = models.DateTimeField("时间", db_index=True)
    user_id = models.BigIntegerField("用户编号", null=True)
    user_name = models.CharField("用户", max_length=120, blank=True)
    module = models.CharField("模块", max_length=60)
    function = models.CharField("功能", max_length=80)
    object_type = models.CharField("对象类型", max_length=80, blank=True)
    object_id = models.CharField("对象编号", max_length=60, blank=True)
    object_name = models.CharField("对象", max_length=200, blank=True)
    ip = models.GenericIPAddressField("登录 IP", null=True)
    request_id = models.CharField("请求编号", max_length=40, blank=True)
    channel = models.CharField("渠道", max_length=20, blank=True)
    result = models.CharField("结果", max_length=10, choices=Result.choices)
    detail = models.JSONField("细节", default=dict, blank=True)

    class Meta:
        verbose_name = "审计记录"
        verbose_name_plural = "审计记录"
        indexes = [
            models.Index(fields=["user_id", "-id"], name="audit_by_user"),
            models.Index(fields=["ip", "-id"], name="audit_by_ip"),
            models.Index(fields=["module", "function", "-id"], name="audit_by_function"),
            models.Index(fields=["object_type", "object_id"], name="audit_by_object"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.user_name} {self.function} {self.result} #{self.pk}"

    def access_scopes(self, actor: Actor) -> set[str]:
        """`o`: rows of the actor's own acts."""
        return {"o"} if self.user_id is not None and self.user_id == actor.user_id else set()

"""Answers that were given, so that the same request again gets the same answer and has no second effect."""

from django.db import models


class GivenAnswer(models.Model):
    """What one caller got for one of his keys. Written in the transaction of the effect; kept 72 hours."""

    owner = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    content_type = models.CharField(max_length=80, blank=True)
    location = models.CharField(max_length=500, blank=True)
    body = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "给过的答复"
        verbose_name_plural = "给过的答复"
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="idempotency_key_once")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_age")]

    def __str__(self) -> str:
        return f"{self.owner} {self.key} {self.status}"

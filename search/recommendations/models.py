"""What members have looked at (only of those who said yes), and which offers were looked at together, without anybody's name."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.access import OwnRows, owners


class HistoryChoice(models.Model):
    """Whether a member wants his looks kept and recommendations made of them. No row: never answered, which counts as no."""

    access_resource = "look"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+")
    on = models.BooleanField("记住我看过的")
    decided_at = models.DateTimeField("什么时候定的")

    objects = OwnRows.as_manager()

    class Meta:
        verbose_name = "浏览记录的选择"
        verbose_name_plural = "浏览记录的选择"

    def __str__(self) -> str:
        return "开" if self.on else "关"

    access_scopes = owners


class Look(models.Model):
    """A listing that a member has looked at. His alone; goes with his account, after half a year, or when he says so."""

    access_resource = "look"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    listing = models.ForeignKey("listings.Listing", on_delete=models.CASCADE, related_name="+")
    times = models.PositiveIntegerField("看过几次", default=1)
    last_at = models.DateTimeField("最近一次")

    objects = OwnRows.as_manager()

    class Meta:
        verbose_name = "看过的服务"
        verbose_name_plural = "看过的服务"
        constraints = [models.UniqueConstraint(fields=["user", "listing"], name="recommendations_look_once")]
        indexes = [
            models.Index(fields=["user", "-last_at", "-id"], name="recommendations_newest"),
            models.Index(fields=["last_at"], name="recommendations_oldest"),
        ]

    def __str__(self) -> str:
        return f"#{self.listing_id} × {self.times}"

    access_scopes = owners


class LookedAlso(models.Model):
    """Of those who looked at one offer, how many looked at the other. Made anew each day from `Look`; never of fewer than three members."""

    access_resource = "search_document"

    listing = models.ForeignKey("listings.Listing", on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey("listings.Listing", on_delete=models.CASCADE, related_name="+")
    members = models.PositiveIntegerField("几个人")

    class Meta:
        verbose_name = "还看了"
        verbose_name_plural = "还看了"
        constraints = [
            models.UniqueConstraint(fields=["listing", "other"], name="recommendations_pair_once"),
            models.CheckConstraint(condition=Q(members__gte=3), name="recommendations_pair_of_three"),
            models.CheckConstraint(condition=~Q(listing=F("other")), name="recommendations_pair_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} → {self.other_id}: {self.members}"

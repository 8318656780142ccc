"""What readers save of the classroom (FAM-02)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.access import Actor, ScopedQuerySet


class SavedLessonQuerySet(ScopedQuerySet):
    """Saved lessons by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`o`: saved by the actor."""
        return {"o": Q(user_id=actor.user_id)}


class SavedLesson(models.Model):
    """A lesson that a person wants to find again."""

    access_resource = "saved_lesson"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_lessons")
    lesson = models.ForeignKey("articles.LessonPage", on_delete=models.CASCADE, related_name="saved_by")
    saved_at = models.DateTimeField("收藏时间")

    objects = SavedLessonQuerySet.as_manager()

    class Meta:
        verbose_name = "收藏的课"
        verbose_name_plural = "收藏的课"
        constraints = [models.UniqueConstraint(fields=["user", "lesson"], name="articles_saved_once")]
        indexes = [models.Index(fields=["user", "-saved_at", "-id"], name="articles_saved_newest")]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.lesson_id}"

    def access_scopes(self, actor: Actor) -> set[str]:
        """`o`: saved by the actor."""
        return {"o"} if actor.user_id is not None and actor.user_id == self.user_id else set()

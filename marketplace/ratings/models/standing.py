"""How those who are rated stand. Sums only, moved by the same transaction as the rating; the nightly recount has to find the same."""

from django.db import models
from django.db.models import F, Q

from marketplace.ratings.states import PARTS, Subject

STARS = tuple(f"stars_{star}" for star in range(1, 6))
PART_SUMS = tuple(f"{name}_{what}" for name in PARTS for what in ("count", "total"))
# Everything that is a sum, in the order in which figures are given.
SUMS = ("count", "total", "squares", *STARS, *PART_SUMS)
START_MEAN, START_WEIGHT = 4.3, 20


def _sum() -> models.BigIntegerField:
    return models.BigIntegerField(default=0)


class Prior(models.Model):
    """The average that every score is pulled to, and how many ratings it weighs; one row, refreshed daily."""

    code = models.CharField(primary_key=True, max_length=10)
    mean = models.FloatField("平均")
    weight = models.PositiveSmallIntegerField("当几条")
    changed_at = models.DateTimeField("算的时间")

    class Meta:
        verbose_name = "评价的平均"
        verbose_name_plural = "评价的平均"

    def __str__(self) -> str:
        return f"{self.mean} × {self.weight}"


class Standing(models.Model):
    """Number, sum, sum of squares and histogram of what was said about one subject; `score` is what lists are sorted by."""

    kind = models.CharField("种类", max_length=10, choices=Subject.choices)
    number = models.BigIntegerField("编号")
    count, total, squares = _sum(), _sum(), _sum()
    stars_1, stars_2, stars_3, stars_4, stars_5 = _sum(), _sum(), _sum(), _sum(), _sum()
    punctual_count, punctual_total = _sum(), _sum()
    skill_count, skill_total = _sum(), _sum()
    attitude_count, attitude_total = _sum(), _sum()
    price_count, price_total = _sum(), _sum()
    score = models.FloatField("口碑分")
    changed_at = models.DateTimeField("变动时间")

    class Meta:
        verbose_name = "口碑"
        verbose_name_plural = "口碑"
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="ratings_standing_once"),
            models.CheckConstraint(condition=Q(**{f"{name}__gte": 0 for name in SUMS}), name="ratings_standing_not_negative"),
            models.CheckConstraint(
                condition=Q(
                    count=F("stars_1") + F("stars_2") + F("stars_3") + F("stars_4") + F("stars_5"),
                    total=F("stars_1") + 2 * F("stars_2") + 3 * F("stars_3") + 4 * F("stars_4") + 5 * F("stars_5"),
                    squares=F("stars_1") + 4 * F("stars_2") + 9 * F("stars_3") + 16 * F("stars_4") + 25 * F("stars_5"),
                ),
                name="ratings_standing_adds_up",
            ),
        ]
        indexes = [models.Index("kind", F("score").desc(), "number", name="ratings_by_score")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}: {self.mean} × {self.count}"

    @property
    def mean(self) -> float | None:
        """The plain average to one decimal; nothing for nobody."""
        return round(self.total / self.count, 1) if self.count else None

    @property
    def histogram(self) -> list[tuple[int, int]]:
        """How many gave 5, 4, 3, 2, 1."""
        return [(star, getattr(self, f"stars_{star}")) for star in range(5, 0, -1)]

    @property
    def parts(self) -> list[tuple[str, float, int]]:
        """The averages of the sub-scores: name, average, how many."""
        found = []
        for name, label in PARTS.items():
            if count := getattr(self, f"{name}_count"):
                found.append((label, round(getattr(self, f"{name}_total") / count, 1), count))
        return found

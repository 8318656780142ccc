"""The projection and the tables around it. Nothing here is the truth: all of it can be made again by `manage.py search rebuild`.

Only *public* things stand in the projection; what is no longer public becomes a tombstone (`deleted`), so that its removal has a
version too and a late older write can never bring it back.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

LIVE = Q(deleted=False)


class SearchDocument(models.Model):
    """One public thing that can be found. `id` is the tie-breaker of every order and never changes while the thing exists."""

    access_resource = "search_document"

    type = models.CharField("类型", max_length=20)
    object_id = models.BigIntegerField("对象编号")
    external_id = models.CharField("外部编号", max_length=120, blank=True)
    title = models.CharField("标题", max_length=250)
    url = models.CharField("地址", max_length=500)
    categories = ArrayField(models.CharField(max_length=60), default=list)
    traits = ArrayField(models.CharField(max_length=60), default=list, db_default=[])
    district = models.CharField("区", max_length=12, blank=True)
    side = models.CharField("供求", max_length=10, blank=True)
    price_fen = models.BigIntegerField("价格（分）", null=True)
    rating = models.FloatField("评分", null=True)
    published_at = models.DateTimeField("发布时间", null=True)
    expires_at = models.DateTimeField("到期时间", null=True)
    lat = models.FloatField("纬度", null=True)
    lng = models.FloatField("经度", null=True)
    quality = models.SmallIntegerField("质量（千分）")
    # Tokens of title and tags with their places, small and never compressed: the score is computed from it.
    head = SearchVectorField()
    # All tokens and all filters: only the index is ever read.
    match = SearchVectorField()
    source = models.TextField("结果上显示的内容")
    index_body = models.TextField("送往 Elasticsearch 的内容")
    content_hash = models.CharField(max_length=32)
    version = models.BigIntegerField("版本", unique=True)
    deleted = models.BooleanField("已撤下", default=False)
    changed_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = "搜索文档"
        verbose_name_plural = "搜索文档"
        constraints = [models.UniqueConstraint(fields=["type", "object_id"], name="search_document_once")]
        indexes = [
            GinIndex(fields=["match"], name="search_document_match", fastupdate=False),
            models.Index(fields=["quality", "id"], name="search_document_quality", condition=LIVE),
            models.Index(fields=["price_fen", "id"], name="search_document_price", condition=LIVE),
            models.Index(fields=["published_at", "id"], name="search_document_newest", condition=LIVE),
            models.Index(fields=["rating", "id"], name="search_document_rating", condition=LIVE),
            models.Index(fields=["lat", "lng"], name="search_document_place", condition=LIVE & Q(lat__isnull=False)),
            models.Index(fields=["expires_at"], name="search_document_expiry", condition=LIVE & Q(expires_at__isnull=False)),
            models.Index(fields=["changed_at"], name="search_document_gone", condition=Q(deleted=True)),
        ]

    def __str__(self) -> str:
        return f"{self.type}:{self.object_id}"


class PendingDocument(models.Model):
    """A document that Elasticsearch has not confirmed in this version. Empty when no Elasticsearch is configured."""

    document = models.OneToOneField(SearchDocument, on_delete=models.CASCADE, primary_key=True, related_name="+")
    version = models.BigIntegerField()
    since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["version"], name="search_pending_order")]

    def __str__(self) -> str:
        return f"{self.document_id} v{self.version}"


class Suggestion(models.Model):
    """A phrase offered while somebody types: a category, a service, an enterprise, an article."""

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField("种类", max_length=20)
    text = models.CharField("文字", max_length=120)
    url = models.CharField("地址", max_length=500)
    weight = models.IntegerField("权重", default=0)
    city = models.CharField("城市", max_length=6, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "搜索建议"
        verbose_name_plural = "搜索建议"

    def __str__(self) -> str:
        return self.text


class SuggestionPrefix(models.Model):
    """Each beginning of a suggestion, in Chinese, pinyin and initials: type-ahead is one look-up of an equal key at any size."""

    prefix = models.CharField(max_length=24)
    kind = models.CharField(max_length=20)
    weight = models.IntegerField()
    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="prefixes")

    class Meta:
        indexes = [models.Index(F("prefix"), F("kind"), F("weight").desc(), F("suggestion"), name="search_suggestion_lookup")]

    def __str__(self) -> str:
        return f"{self.prefix} → {self.suggestion_id}"


class TermFrequency(models.Model):
    """In how many documents a token stands; the empty token counts the documents. Rebuilt by `search.frequencies`."""

    token = models.CharField(primary_key=True, max_length=130)
    documents = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.token}: {self.documents}"

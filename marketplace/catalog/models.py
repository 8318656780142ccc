"""The catalogue: a tree of categories, two levels deep, the service types under it, and where old addresses lead.

Staff extend, rename, reorder and merge it without code (CLS-05). Nothing is ever lost by that: a new address leaves a
`CategoryRedirect` behind, a merged row stays with `merged_into`, so an old link always leads somewhere.
"""

from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import RevisionMixin

from core.access import Actor, ScopedQuerySet
from core.drawings import scenes
from core.fields import ImageChooser, StreamField
from marketplace.catalog.blocks import FaqBody

ACTIVE = Q(active=True, merged_into=None)


class CategoryQuerySet(ScopedQuerySet):
    """Categories by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`p`: in use."""
        return {"p": ACTIVE}

    def in_use(self) -> Self:
        """Shown to the public."""
        return self.filter(ACTIVE)

    def in_order(self) -> Self:
        """As staff have put them; equals by pinyin."""
        return self.order_by("position", "pinyin", "pk")


class Category(models.Model):
    """A category of services; without parent a top one."""

    access_resource = "category"

    code = models.SlugField("代码", max_length=60, unique=True)
    slug = models.SlugField("网址", max_length=60, unique=True)
    name = models.CharField("名称", max_length=20)
    name_en = models.CharField("英文名", max_length=60, blank=True)
    pinyin = models.CharField("拼音", max_length=120, editable=False)
    summary = models.CharField("一句话说明", max_length=120, blank=True)
    art = models.CharField("配图", max_length=40, blank=True)
    aliases = ArrayField(models.CharField(max_length=20), verbose_name="别名", default=list, blank=True)
    units = ArrayField(models.CharField(max_length=20), verbose_name="常用计价单位", default=list, blank=True)
    position = models.PositiveIntegerField("次序", default=0)
    parent = models.ForeignKey("self", verbose_name="上级", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    active = models.BooleanField("启用", default=True)
    merged_into = models.ForeignKey("self", verbose_name="并入", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from")

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = "服务分类"
        verbose_name_plural = "服务分类"
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], condition=Q(merged_into=None), nulls_distinct=False, name="catalog_sibling_names"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="catalog_not_own_parent"),
            models.CheckConstraint(condition=Q(merged_into=None) | Q(active=False), name="catalog_merged_is_out_of_use"),
        ]
        indexes = [models.Index(fields=["parent", "position", "pinyin"], name="catalog_category_order")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its landing page."""
        return reverse("catalog:category", args=[self.slug])

    def access_scopes(self, actor: Actor) -> set[str]:
        """`p`: in use."""
        return {"p"} if self.active and self.merged_into_id is None else set()


class CategoryRedirect(models.Model):
    """An address that a category once had."""

    slug = models.SlugField("旧网址", max_length=60, unique=True)
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="redirects")
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "旧网址"
        verbose_name_plural = "旧网址"

    def __str__(self) -> str:
        return f"{self.slug} → {self.category_id}"


class ServiceTypeQuerySet(ScopedQuerySet):
    """Service types by who may see them."""

    def scope_q(self, actor: Actor) -> dict[str, Q]:
        """`p`: in use."""
        return {"p": ACTIVE}

    def in_use(self) -> Self:
        """Shown to the public."""
        return self.filter(ACTIVE)

    def in_order(self) -> Self:
        """As staff have put them; equals by pinyin."""
        return self.order_by("position", "pinyin", "pk")


class ServiceType(models.Model):
    """A kind of job inside a category, with its checklist (SVC-01…): 日常保洁, 深度保洁, 开荒保洁."""

    class CustomerType(models.TextChoices):
        """Who orders it."""

        ANY = "any", "家庭和单位"
        ORGANISATION = "organisation", "只对单位"

    access_resource = "category"

    code = models.SlugField("代码", max_length=60, unique=True)
    name = models.CharField("名称", max_length=30)
    name_en = models.CharField("英文名", max_length=60, blank=True)
    pinyin = models.CharField("拼音", max_length=180, editable=False)
    category = models.ForeignKey(Category, verbose_name="分类", on_delete=models.PROTECT, related_name="service_types")
    unit = models.ForeignKey("core.Unit", verbose_name="计价单位", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    summary = models.CharField("一句话说明", max_length=160, blank=True)
    checklist = ArrayField(models.CharField(max_length=120), verbose_name="服务清单", default=list, blank=True)
    customer_type = models.CharField("对象", max_length=20, choices=CustomerType.choices, default=CustomerType.ANY)
    needs_licence = models.BooleanField("需要许可", default=False)
    licence = models.CharField("许可名称", max_length=80, blank=True)
    clause = models.CharField("条目", max_length=20, blank=True)
    position = models.PositiveIntegerField("次序", default=0)
    active = models.BooleanField("启用", default=True)
    merged_into = models.ForeignKey("self", verbose_name="并入", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from")

    objects = ServiceTypeQuerySet.as_manager()

    class Meta:
        verbose_name = "服务项目"
        verbose_name_plural = "服务项目"
        constraints = [
            models.UniqueConstraint(fields=["category", "name"], condition=Q(merged_into=None), name="catalog_service_names"),
            models.CheckConstraint(condition=Q(merged_into=None) | Q(active=False), name="catalog_merged_service_is_out_of_use"),
        ]
        indexes = [models.Index(fields=["category", "position", "pinyin"], name="catalog_service_order")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its landing page; needs the category."""
        return reverse("catalog:service", args=[self.category.slug, self.code])

    def access_scopes(self, actor: Actor) -> set[str]:
        """`p`: in use."""
        return {"p"} if self.active and self.merged_into_id is None else set()


class Landing(RevisionMixin, models.Model):
    """What editors write for the landing page of a category or a service type: words, a picture, questions and answers."""

    access_resource = "landing"

    category = models.OneToOneField(Category, verbose_name="服务分类", null=True, blank=True, on_delete=models.CASCADE, related_name="landing")
    service_type = models.OneToOneField(ServiceType, verbose_name="服务项目", null=True, blank=True, on_delete=models.CASCADE, related_name="landing")
    heading = models.CharField("标题", max_length=40)
    text = models.TextField("介绍", max_length=1500, help_text="空一行分段。")
    image = models.ForeignKey("media.SiteImage", verbose_name="照片", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    drawing = models.CharField("插画", max_length=20, blank=True, choices=scenes, help_text="没有照片时用一张站里的插画。")
    alt = models.CharField("画面说明", max_length=120, blank=True, help_text="说给看不见图的人听：画面里有什么。")
    faq = StreamField(FaqBody, verbose_name="常见问题", blank=True)

    objects = ScopedQuerySet.as_manager()
    panels: ClassVar = [
        MultiFieldPanel([FieldPanel("category"), FieldPanel("service_type")], heading="哪一页（选一个）"),
        FieldPanel("heading"),
        FieldPanel("text"),
        MultiFieldPanel([FieldPanel("image", widget=ImageChooser), FieldPanel("drawing"), FieldPanel("alt")], heading="图片"),
        FieldPanel("faq"),
    ]

    class Meta:
        verbose_name = "分类页介绍"
        verbose_name_plural = "分类页介绍"
        constraints = [
            models.CheckConstraint(
                condition=Q(category=None, service_type__isnull=False) | Q(category__isnull=False, service_type=None), name="catalog_landing_of_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.category or self.service_type}：{self.heading}"

    def access_scopes(self, actor: Actor) -> set[str]:
        """None: these rows are staff's; the public sees them on the pages."""
        return set()

    def clean(self) -> None:
        """One page that it is for, one picture with words for it."""
        super().clean()
        wrong: dict[str, Any] = {}
        if bool(self.category_id) == bool(self.service_type_id):
            wrong["category"] = "分类和服务项目选一个，只选一个。"
        if self.image_id and self.drawing:
            wrong["drawing"] = "照片和插画选一样。"
        if self.image_id and not self.alt.strip():
            wrong["alt"] = "写一句画面里有什么。"
        if wrong:
            raise ValidationError(wrong)

"""The front page and what the whole site says about itself."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.http import Http404, HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Page, RevisionMixin
from wagtail.url_routing import RouteResult

from core import cities
from core.access import Actor, ScopedQuerySet
from core.fields import PageChooser, StreamField, leads_somewhere
from core.language import is_english
from core.pages import PublicPage
from home.blocks import HomeBody
from home.states import ICONS, PLACES, Menu


class HomePage(PublicPage):
    """The front page: blocks that editors order and word. A site has one; that of a new city is made by `open_city`."""

    body = StreamField(HomeBody, verbose_name="内容", blank=True)

    stored_scopes = ("pages", "settings", "catalog", "listings", "enterprises", "accounts", "guidance", "jobs", "ratings")
    max_count = 1
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    template = "home/home_page.html"
    content_panels: ClassVar = [*PublicPage.content_panels, FieldPanel("body")]
    api_fields: ClassVar = [APIField("body")]

    class Meta:
        verbose_name = "首页"
        verbose_name_plural = "首页"

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """In English the translation where there is one, else the Chinese page: its fixed words are English, its text is marked as Chinese."""
        try:
            return self._in_language(request, path_components)
        except Http404:
            return self._shared(request, path_components)

    def _shared(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """What another city's front page has not: what the main city shares with it. Raises Http404."""
        city, main = cities.current(), cities.main()
        if city is None or main is None or city.is_main or self.path not in city.trees or not path_components:
            raise Http404
        front: Any = HomePage.objects.get(path=main.trees[0]).localized
        found = front._in_language(request, path_components)
        if not city.shows_page(found.page.path):
            raise Http404
        return found

    def _in_language(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if not is_english() or self.locale.language_code == settings.LANGUAGE_CODE:
            return self._found(request, path_components)
        try:
            found = self._found(request, path_components)
            if found.page.alias_of_id is None:
                return found
        except Http404:
            pass
        source = HomePage.objects.get(translation_key=self.translation_key, locale__language_code=settings.LANGUAGE_CODE)
        return source._found(request, path_components)

    def _found(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """The page by its whole address at once instead of level by level."""
        if len(path_components) > 1:
            address = self.url_path + "/".join(path_components) + "/"
            found = Page.objects.filter(url_path=address).first()
            if found is not None:
                return found.specific.route(request, [])
        return super().route(request, path_components)


@register_setting(icon="site", order=100)
class SiteSettings(BaseSiteSetting):
    """Name, numbers and operator, as header and footer show them."""

    brand = models.CharField("站名", max_length=20, default="有邻")
    brand_line = models.TextField("站名旁的小字", max_length=40, blank=True, default="北京家政服务\n网络中心", help_text="可以写两行。")
    city = models.CharField("城市", max_length=20, blank=True, default="北京")
    region = models.OneToOneField("core.Region", verbose_name="行政区划", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+")
    strip_text = models.CharField("页顶一句话", max_length=60, blank=True, default="说一句要办的事，先看谁能来、多少钱")
    hotline = models.CharField("服务热线", max_length=20, default="400-800-0000", validators=[RegexValidator(r"^[0-9 \-]{5,20}$", "只写数字、空格和短横。")])
    hotline_note = models.CharField("热线说明", max_length=60, blank=True, default="找服务、问价格、投诉，都打这个号")
    sms = models.CharField("短信号码", max_length=20, blank=True, default="1069 0000", validators=[RegexValidator(r"^[0-9 ]{3,20}$", "只写数字和空格。")])
    organiser = models.CharField("主办单位", max_length=60, blank=True, default="北京有邻家政服务网络中心")
    icp = models.CharField("ICP 备案号", max_length=60, blank=True, default="京 ICP 备 00000000 号")
    licence = models.CharField("许可证号", max_length=80, blank=True)

    panels: ClassVar = [
        MultiFieldPanel([FieldPanel("brand"), FieldPanel("brand_line"), FieldPanel("city"), FieldPanel("strip_text")], heading="站名"),
        MultiFieldPanel([FieldPanel("hotline"), FieldPanel("hotline_note"), FieldPanel("sms")], heading="怎么找到我们"),
        MultiFieldPanel([FieldPanel("organiser"), FieldPanel("icp"), FieldPanel("licence")], heading="主办和备案"),
    ]

    class Meta:
        verbose_name = "站点信息"
        verbose_name_plural = "站点信息"


def icons() -> list[tuple[str, str]]:
    """The choices of an entry's icon; callable, so that a new one needs no migration."""
    return ICONS


def places() -> list[tuple[str, str]]:
    """The choices of an entry's place; callable, so that a new one needs no migration."""
    return PLACES


class MenuLink(RevisionMixin, models.Model):
    """One entry of a menu. The defaults are reference data; an entry that is switched off hides its address from the menu also where
    the address would stand there by itself (a page with 在菜单中显示, a part of the product that offers itself).
    """

    access_resource = "menu_link"

    menu = models.CharField("菜单", max_length=20, choices=Menu.choices)
    label = models.CharField("文字", max_length=12)
    place = models.CharField("站内功能", max_length=40, blank=True, choices=places)
    page = models.ForeignKey("wagtailcore.Page", verbose_name="站内页面", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    url = models.CharField("网址", max_length=500, blank=True, help_text="站内的以 / 开头，站外的写完整网址。")
    icon = models.CharField("图标", max_length=20, blank=True, choices=icons)
    position = models.PositiveSmallIntegerField("次序", default=100, help_text="小的在前。")
    shown = models.BooleanField("显示", default=True, help_text="去掉勾，这个去处就不在这个菜单里。")
    site = models.ForeignKey(
        "wagtailcore.Site", verbose_name="只在这个站", null=True, blank=True, on_delete=models.CASCADE, related_name="+", help_text="空着就每个城市都有。"
    )

    objects = ScopedQuerySet.as_manager()
    panels: ClassVar = [
        FieldPanel("menu"),
        FieldPanel("label"),
        MultiFieldPanel([FieldPanel("place"), FieldPanel("page", widget=PageChooser), FieldPanel("url")], heading="去处（选一个）"),
        FieldPanel("icon"),
        FieldPanel("position"),
        FieldPanel("shown"),
        FieldPanel("site"),
    ]

    class Meta:
        verbose_name = "菜单项"
        verbose_name_plural = "菜单"
        indexes = [models.Index(fields=["menu", "position"], name="home_menu_order")]

    def __str__(self) -> str:
        return f"{self.get_menu_display()}：{self.label}"

    def access_scopes(self, actor: Actor) -> set[str]:
        """None: these rows are staff's."""
        return set()

    def clean(self) -> None:
        """Exactly one destination, and one that a browser may follow."""
        super().clean()
        given = [name for name in ("place", "page_id", "url") if getattr(self, name)]
        if len(given) != 1:
            raise ValidationError({"place": "去处选一个，只选一个。"})
        if self.url and not leads_somewhere(self.url):
            raise ValidationError({"url": "站内的以 / 开头，站外的写完整网址。"})

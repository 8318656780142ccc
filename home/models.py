"""The front page and what the whole site says about itself."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from core.fields import StreamField
from core.pages import PublicPage
from home.blocks import HomeBody


class HomePage(PublicPage):
    """The front page: blocks that editors order and word. A site has one."""

    body = StreamField(HomeBody, verbose_name="内容", blank=True)

    stored_scopes = ("pages", "settings", "catalog", "listings", "enterprises", "accounts", "guidance", "jobs")
    max_count = 1
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    template = "home/home_page.html"
    content_panels: ClassVar = [*PublicPage.content_panels, FieldPanel("body")]
    api_fields: ClassVar = [APIField("body")]

    class Meta:
        verbose_name = "首页"
        verbose_name_plural = "首页"

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find the page by its whole address at once instead of level by level."""
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

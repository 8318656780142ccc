"""The verbs for the menus, each change leaving its author, its time, a revision and an audit row (POR-08); and opening a city."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http.request import validate_host
from wagtail.models import GroupPagePermission, Page, Site, WorkflowPage

from cms.articles.models import NewsIndexPage, SectionPage
from core import cities, content
from core.access import Actor, require
from core.audit.services import record
from core.errors import Invalid
from core.models import District, Region
from core.reference import load_city
from core.revisions import add_kept, change_kept, remove_kept
from home.models import HomePage, MenuLink, SiteSettings
from home.reference import TREE, read_json

SCOPE = "settings"
# Everything that a page may show changes its city when there is one more.
ALL_SCOPES = ("pages", "settings", "catalog", "listings", "enterprises", "jobs", "guidance", "ratings")
CODE = re.compile(r"[1-9]\d(\d{2})?")
HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+")
MAIN_ONLY = ("guidance",)


def add_link(*, actor: Actor, now: datetime, **fields: Any) -> MenuLink:
    """A new entry of a menu. Raises Forbidden, Invalid."""
    return add_kept(MenuLink(), fields=fields, scope=SCOPE, actor=actor, now=now)


def change_link(row: MenuLink, *, actor: Actor, now: datetime, **fields: Any) -> MenuLink:
    """Change what is different. Row lock. Raises Forbidden, Invalid."""
    return change_kept(row, fields=fields, scope=SCOPE, actor=actor, now=now)


def remove_link(row: MenuLink, *, actor: Actor, now: datetime) -> None:
    """Take an entry out for good. Raises Forbidden."""
    remove_kept(row, scope=SCOPE, actor=actor, now=now)


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new city is: its name (保定), the code of its division (1306), its host, the number that one calls."""

    name: str
    region: str
    host: str
    hotline: str
    port: int = 80


def open_city(wanted: Opening, *, actor: Actor, now: datetime) -> tuple[Site, bool]:
    """Make a city: site, front page, news with its sections, 站点信息. Returns the site and whether it is new; a second time changes nothing.

    Search has to read everything anew afterwards (`search rebuild`). Raises Forbidden, Invalid.
    """
    require(actor, "open", "city")
    with transaction.atomic():
        Site.objects.select_for_update().get(is_default_site=True)
        known = Site.objects.filter(sitesettings__region__code=wanted.region).first()
        if known is not None:
            return known, False
        region = _checked(wanted)
        site = _made(wanted, region)
        record(actor, function="city.open", obj=site, detail={"name": wanted.name, "region": wanted.region, "host": wanted.host})
        content.bump(*ALL_SCOPES)
    cities.keep(None)
    return site, True


def _checked(wanted: Opening) -> Region:
    problems: dict[str, list[str]] = {}
    if not wanted.name.strip() or len(wanted.name) > 20:
        problems["name"] = ["写城市的名称，最多 20 个字。"]
    if not HOST.fullmatch(wanted.host):
        problems["host"] = ["写一个完整的域名，小写，不带协议和端口。"]
    elif not validate_host(wanted.host, settings.ALLOWED_HOSTS):
        problems["host"] = ["这个域名不在 ALLOWED_HOSTS 里，先加上再开通。"]
    elif Site.objects.filter(hostname=wanted.host).exists():
        problems["host"] = ["这个域名已经有站点了。"]
    taken = SiteSettings.objects.exclude(region=None).values_list("region__code", flat=True)
    if not CODE.fullmatch(wanted.region):
        problems["region"] = ["写两位或四位的行政区划代码。"]
    elif any(code.startswith(wanted.region) or wanted.region.startswith(code) for code in taken):
        problems["region"] = ["这个地方已经属于另一个城市。"]
    if problems:
        raise Invalid(fields=problems)
    load_city(wanted.region)
    region = Region.objects.filter(code=wanted.region).first()
    if region is None or not District.objects.filter(code__startswith=wanted.region, active=True).exists():
        raise Invalid(fields={"region": ["还没有这个城市的区划和区，先在“基础数据”里导入。"]})
    return region


def _made(wanted: Opening, region: Region) -> Site:
    front = _front_page(wanted)
    site = Site.objects.create(hostname=wanted.host, port=wanted.port, root_page=front, site_name=wanted.name)
    main = SiteSettings.objects.filter(site__is_default_site=True).first() or SiteSettings()
    own = SiteSettings(
        site=site,
        region=region,
        city=wanted.name,
        hotline=wanted.hotline,
        brand=main.brand,
        brand_line=f"{wanted.name}家政服务\n网络中心",
        strip_text=main.strip_text,
        hotline_note=main.hotline_note,
        sms=main.sms,
        organiser=f"{wanted.name}{main.brand}家政服务网络中心",
        icp="",
    )
    try:
        own.full_clean()
    except ValidationError as error:
        raise Invalid(fields=error.message_dict) from error
    own.save()
    return site


def _front_page(wanted: Opening) -> HomePage:
    """The front page with the blocks of the first one, and the news below it with the rights and the workflow of the main city's."""
    data, top = read_json(TREE), Page.get_first_root_node()
    title = f"{wanted.name}，{data['home']['title']}"
    front = top.add_child(instance=HomePage(title=title, slug=f"city-{wanted.region}", search_description=data["home"]["search_description"]))
    front.body = [block for block in data["home"]["body"] if block["type"] not in MAIN_ONLY]
    front.save_revision().publish()
    news, pattern = data["news"], NewsIndexPage.objects.order_by("path").first()
    index = front.add_child(instance=NewsIndexPage(title=news["title"], slug=news["slug"], intro=news["intro"], show_in_menus=True))
    index.save_revision().publish()
    for row in news["sections"]:
        section = SectionPage(title=row["title"], slug=row["slug"], section=row["section"], intro=row["intro"], show_in_menus=True)
        index.add_child(instance=section).save_revision().publish()
    if pattern is not None:
        for right in GroupPagePermission.objects.filter(page_id=pattern.pk):
            GroupPagePermission.objects.get_or_create(group_id=right.group_id, page_id=index.pk, permission_id=right.permission_id)
        for flow in WorkflowPage.objects.filter(page_id=pattern.pk):
            WorkflowPage.objects.get_or_create(page_id=index.pk, defaults={"workflow_id": flow.workflow_id})
    return front

"""Template tags of the design system. They are built in: no template needs `{% load ui %}`.

Small parts are written here; anything with structure is an include in `templates/components/`.

    {% icon "star" %}  {% art "window" %}  {% badge "待审核" "warn" "hourglass" %}  {% state_badge enterprise %}
    {% price listing.price_fen "元/小时" %}  {{ fen|yuan }}  {{ at|day }}  {{ at|moment }}
    {% crumbs "找服务" url "月嫂" %}  {% finder q %}  {% field form.name %}  {% form_fields form %}
    {% note "warn" %}…{% endnote %}  {% empty "还没有消息" "…" art="empty-inbox" url=url action="去找服务" %}
    {% more next_cursor "再看 20 条" %}  {% timeline entries %}  {% link_to "search:results" as url %}
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.exceptions import ImproperlyConfigured
from django.forms import BaseForm, BoundField
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from core import portals
from core.language import is_english, said
from core.money import Money

register = template.Library()

TONES = frozenset({"ok", "warn", "bad", "info", "brand", "accent"})
# Names that come to mind first, for what the sprite calls otherwise.
ICONS = {
    "home": "house",
    "user": "user-round",
    "file": "file-text",
    "edit": "pencil",
    "trash": "trash-2",
    "help": "circle-help",
    "building": "building-2",
    "message": "message-square-text",
    "key": "key-round",
    "warning": "triangle-alert",
}
NOTE_ICONS = {"ok": "circle-check", "warn": "triangle-alert", "bad": "circle-alert"}


# ---- small parts ----


@register.simple_tag
def icon(name: str) -> SafeString:
    """One icon of the sprite; it is decoration, so say the same in words beside it."""
    return format_html('<svg class="i" aria-hidden="true"><use href="{}#{}"/></svg>', static("core/icons.svg"), ICONS.get(name, name))


@register.simple_tag
def art(name: str, alt: str = "", *, css: str = "pic art", width: int = 400, height: int = 260, lazy: bool = True) -> SafeString:
    """A drawing from static/core/art, by its name."""
    loading = mark_safe(' loading="lazy"') if lazy else ""
    return format_html(
        '<img class="{}" src="{}" alt="{}" width="{}" height="{}"{}>', css, static(f"core/art/{name.removesuffix('.svg')}.svg"), alt, width, height, loading
    )


@register.simple_tag
def badge(text: Any, tone: str = "", icon_name: str = "") -> SafeString:
    """A read-only fact. Tones: ok, warn, bad, info, brand, accent."""
    shape = icon(icon_name) if icon_name else ""
    if tone in TONES:
        return format_html('<span class="badge" data-tone="{}">{}{}</span>', tone, shape, text)
    return format_html('<span class="badge">{}{}</span>', shape, text)


@register.simple_tag
def state_badge(obj: Any) -> SafeString:
    """The state of an object with a machine: label of its choices, tone from the class attribute `tones` {state: tone}."""
    name = obj.machine.field
    state = getattr(obj, name)
    display = getattr(obj, f"get_{name}_display", None)
    return badge(display() if display else state, getattr(obj, "tones", {}).get(str(state), ""))


def _fen(amount: Any) -> int | None:
    if amount is None or amount == "":
        return None
    if isinstance(amount, Money):
        return amount.fen
    return amount if isinstance(amount, int) else Money.parse(str(amount)).fen


def grouped(money: Money, *, exact: bool = False) -> str:
    """13,800 or 13,800.50; with `exact` always two decimals."""
    whole, _, part = (money.yuan if exact else money.short).partition(".")
    sign = "−" if whole.startswith("-") else ""
    return f"{sign}{int(whole.lstrip('-')):,}" + (f".{part}" if part else "")


@register.simple_tag
def price(amount: Any, unit: str = "元", *, large: bool = False, exact: bool = False) -> SafeString:
    """A price with its unit: amount in fen (int), as Money or as "128.00"; nothing means 价格面议."""
    fen = _fen(amount)
    if fen is None:
        return format_html('<span class="price"><span>{}</span></span>', gettext("价格面议"))
    css = "price price-l" if large else "price"
    return format_html('<span class="{}"><b>{}</b> <span>{}</span></span>', css, grouped(Money(fen), exact=exact), unit or "元")


@register.filter
def yuan(amount: Any) -> str:
    """Fen as "235.60", grouped by thousands, for ledgers and totals."""
    fen = _fen(amount)
    return "" if fen is None else grouped(Money(fen), exact=True)


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def day(value: date | datetime | None) -> str:
    """11 月 21 日; with the year when it is not this one."""
    if not value:
        return ""
    at = _local(value)
    year = "" if at.year == timezone.localdate().year else f"{at.year} 年 "
    return date_format(at, "j M Y" if year else "j M") if is_english() else f"{year}{at.month} 月 {at.day} 日"


@register.filter
def moment(value: datetime | None) -> str:
    """11 月 21 日 09:00."""
    return f"{day(value)} {_local(value):%H:%M}" if value else ""


@register.filter
def weekday(value: date | datetime | None) -> str:
    """周六."""
    if not value or is_english():
        return date_format(_local(value), "D") if value else ""
    return "周" + "一二三四五六日"[_local(value).weekday()]


# ---- links ----


@register.simple_tag
def link_to(name: str, *args: Any, **kwargs: Any) -> str:
    """Like `url`, but empty when no slice offers that address (yet), so that no dead link is drawn."""
    return portals.address(name, *args, **kwargs)


@register.simple_tag(takes_context=True)
def absolute(context: Context, url: str) -> str:
    """A path with the requested host, for canonical links and feeds."""
    request = context.get("request")
    return request.build_absolute_uri(url) if request else url


@register.simple_tag(takes_context=True)
def current_path(context: Context) -> str:
    """The path of the page; "" on error pages, which know no request: what is hidden must look like what is not there, byte for byte."""
    request = context.get("request")
    return request.path if request else ""


@register.simple_tag(takes_context=True)
def current(context: Context, url: str) -> SafeString:
    """`aria-current` for a menu link: the page itself, or the section it belongs to."""
    request = context.get("request")
    path = request.path if request else ""
    if not url or not path:
        return SafeString("")
    if path == url:
        return mark_safe(' aria-current="page"')
    return mark_safe(' aria-current="true"') if url != "/" and path.startswith(url) else SafeString("")


def _entries(context: Context, portal: str) -> list[dict[str, Any]]:
    request = context.get("request")
    if request is None or not portal:
        return []
    read: dict[str, list[dict[str, Any]]] = request.__dict__.setdefault("portal_entries", {})
    if portal not in read:  # the menu at the side and the bar below show the same: what waits is counted once
        read[portal] = portals.entries(portal, request.actor)
    return read[portal]


@register.simple_tag(takes_context=True)
def portal_menu(context: Context, *, phone: bool = False) -> list[dict[str, Any]]:
    """The entries of the view's `portal` that the actor may use; with `phone` at most four for the bottom bar."""
    entries = _entries(context, context.get("portal") or "")
    return ([entry for entry in entries if entry["on_phone"]] or entries)[:4] if phone else entries


@register.simple_tag(takes_context=True)
def current_in_portal(context: Context, url: str, entries: list[dict[str, Any]]) -> SafeString:
    """`aria-current` for the one entry that fits the page best."""
    request = context.get("request")
    path = request.path if request else ""
    fitting = [entry["url"] for entry in entries if path.startswith(entry["url"])]
    return current(context, url) if fitting and url == max(fitting, key=len) else SafeString("")


@register.inclusion_tag("components/more.html", takes_context=True)
def more(context: Context, cursor: str | None, label: str = "再看一些", *, parameter: str = "cursor", target: str = "") -> dict[str, Any]:
    """The one kind of paging: a link to what follows; keeps the other query parameters. `cursor` may be a whole URL or None."""
    if not cursor:
        return {"url": ""}
    request = context.get("request")
    query = [(key, value) for key, values in (request.GET.lists() if request else ()) if key != parameter for value in values]
    url = cursor if cursor.startswith(("/", "?")) else "?" + urlencode([*query, (parameter, cursor)])
    label = said(label)
    return {"url": url, "label": label, "target": target, "is_later": bool(request and request.GET.get(parameter)), "path": request.path if request else "?"}


# ---- structure ----


@register.inclusion_tag("components/crumbs.html")
def crumbs(*parts: str) -> dict[str, Any]:
    """Where we are: label, url, label, url, …, label. 首页 comes first by itself; a link without address is left out."""
    links = [{"label": label, "url": url} for label, url in zip(parts[:-1:2], parts[1::2], strict=False) if url]
    return {"links": links, "here": parts[-1] if len(parts) % 2 else ""}


@register.inclusion_tag("components/finder.html")
def finder(value: str = "", *, size: str = "s", field_id: str = "q", placeholder: str = "附近周末能上门擦玻璃的阿姨") -> dict[str, Any]:
    """The search box. size: "l" on the front page, "s" elsewhere."""
    return {"value": value, "size": size, "field_id": field_id, "placeholder": said(placeholder), "action": link_to("search:results")}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, *, label: str = "", optional: str = "选填", hint: str = "", unit: str = "") -> dict[str, Any]:
    """A form field with label above, hint, and the error below the box; what was typed stays."""
    if not isinstance(bound, BoundField):
        raise ImproperlyConfigured("{% field %} wants a bound field of a form.")
    widget = bound.field.widget
    if label or str(widget.attrs.get("placeholder", "")) == str(bound.label):
        widget.attrs.pop("placeholder", None)
    kind = getattr(widget, "input_type", None) or type(widget).__name__.lower()
    many = bool(getattr(widget, "allow_multiple_selected", False)) and kind == "checkbox"
    return {
        "field": bound,
        "label": label or bound.label,
        "kind": kind,
        "is_check": kind == "checkbox" and not many,
        "is_group": kind == "radio" or many,
        "is_hidden": bound.is_hidden,
        "optional": "" if bound.field.required else said(optional),
        "hint": hint or bound.help_text,
        "unit": unit,
    }


@register.inclusion_tag("components/form_fields.html")
def form_fields(form: BaseForm) -> dict[str, Any]:
    """Every field of a form, after what is wrong with the whole."""
    return {"form": form}


@register.simple_block_tag
def note(content: str, tone: str = "info", title: str = "", *, role: str = "") -> SafeString:
    """A lasting message: the title says the conclusion, the text what to do."""
    attribute = format_html(' role="{}"', role) if role else ""
    head = format_html("<strong>{}</strong>", title) if title else ""
    return format_html('<div class="note" data-tone="{}"{}>{}<div>{}{}</div></div>', tone, attribute, icon(NOTE_ICONS.get(tone, "info")), head, content)


@register.inclusion_tag("components/empty.html")
def empty(title: str, text: str = "", *, art: str = "empty-search", url: str = "", action: str = "", level: int = 2) -> dict[str, Any]:
    """Nothing here yet, and what to do next."""
    return {"title": title, "text": text, "art": art, "url": url, "action": action, "level": level}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Iterable[Any]) -> dict[str, Any]:
    """What happened: entries with title, at, note, who, done, current (attributes or keys)."""
    return {"entries": entries}


@register.inclusion_tag("components/messages.html", takes_context=True)
def messages_of(context: Context) -> dict[str, Any]:
    """Django's messages as notes. Never on a stored page: it reads the session."""
    return {"messages": context.get("messages") or []}


@register.filter
def item(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """The value under a key that is no identifier."""
    return (mapping or {}).get(key)

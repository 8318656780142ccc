"""What somebody logged in with, in words that he knows: what a browser says of itself is written for programs."""

from django import template

register = template.Library()

# What stands first decides: most browsers name the others too.
PROGRAMS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("HuaweiBrowser", "华为浏览器"),
    ("MiuiBrowser", "小米浏览器"),
    ("QQBrowser", "QQ 浏览器"),
    ("UCBrowser", "UC 浏览器"),
    ("Edg", "微软浏览器"),
    ("Firefox", "火狐浏览器"),
    ("Chrome", "谷歌浏览器"),
    ("Safari", "苹果浏览器"),
)
MACHINES = (
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("OpenHarmony", "鸿蒙手机"),
    ("Android", "安卓手机"),
    ("Macintosh", "苹果电脑"),
    ("Windows", "电脑"),
    ("Linux", "电脑"),
)


@register.filter
def device(said: str) -> str:
    """The machine and the program: 「安卓手机，微信」."""
    found = (next((name for word, name in table if word in said), "") for table in (MACHINES, PROGRAMS))
    return "，".join(name for name in found if name) or "别的程序"

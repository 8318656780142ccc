"""Where something may be put for a time."""

from django.db import models


class Slot(models.TextChoices):
    """The places on public pages. 公告 and 横幅 have one each; the others are for adverts."""

    STRIP = "strip", "所有页面的页顶"
    FRONT = "front", "首页首屏下面"
    HOME = "home", "首页末尾"
    BOARD = "board", "供求信息列表"
    CATEGORY = "category", "分类页"
    ARTICLE = "article", "新闻页末尾"


class Tone(models.TextChoices):
    """How an announcement sounds."""

    INFO = "info", "一般"
    WARN = "warn", "要留意"


class Standing(models.TextChoices):
    """Where a window stands at a moment."""

    COMING = "coming", "还没开始"
    RUNNING = "running", "正在显示"
    OVER = "over", "过期了"


TONES = {Standing.COMING: "info", Standing.RUNNING: "ok", Standing.OVER: ""}
ADVERT_SLOTS = (Slot.HOME, Slot.BOARD, Slot.CATEGORY, Slot.ARTICLE)

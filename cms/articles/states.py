"""The three sections of the news (seed 000: 行业新闻、社会热点、政务公开), kinds of notices and lessons."""

from django.db.models import TextChoices


class Section(TextChoices):
    """An article belongs to exactly one: the section page it stands under."""

    INDUSTRY = "industry", "行业新闻"
    SOCIETY = "society", "社会热点"
    GOVERNMENT = "government", "政务公开"


# The drawing of an article that has neither a photograph nor a drawing of its own.
SECTION_ART = {Section.INDUSTRY: "training", Section.SOCIETY: "street", Section.GOVERNMENT: "notice"}


class NoticeKind(TextChoices):
    """What a government notice is (seed 000: 政策、法规、机构动态; seed 001: 国家政策)."""

    POLICY = "policy", "政策"
    REGULATION = "regulation", "法规"
    AGENCY = "agency", "机构动态"
    NATIONAL = "national", "国家政策"


class Standing(TextChoices):
    """Whether a notice applies on a day. Never stored: it follows from the notice's dates."""

    IN_FORCE = "in_force", "现行有效"
    PENDING = "pending", "尚未施行"
    EXPIRED = "expired", "已失效"
    REPEALED = "repealed", "已废止"


STANDING_TONES = {Standing.IN_FORCE: "ok", Standing.PENDING: "info", Standing.EXPIRED: "warn", Standing.REPEALED: "bad"}
STANDING_ICONS = {Standing.IN_FORCE: "circle-check", Standing.PENDING: "hourglass", Standing.EXPIRED: "history", Standing.REPEALED: "circle-slash"}


# The sizes of a cover: what lists on small screens, cards, and the head of a page show. Programs get all of them from the content API.
COVER_SIZES = {"small": "fill-400x260", "card": "fill-800x520", "wide": "width-1600"}


class LessonKind(TextChoices):
    """How a lesson is told (seed 000: 文章、图片、视频)."""

    TEXT = "text", "文章"
    PICTURES = "pictures", "图解"
    VIDEO = "video", "视频"


LESSON_ICONS = {LessonKind.TEXT: "file-text", LessonKind.PICTURES: "image", LessonKind.VIDEO: "play"}


class ReadAction(TextChoices):
    """What is counted of an article."""

    READ = "read", "阅读"
    SHARE = "share", "分享"


class ReadSource(TextChoices):
    """Where a reader came from, or how somebody passed it on. Never an address."""

    DIRECT = "direct", "直接打开"
    SITE = "site", "本站"
    SEARCH = "search", "搜索引擎"
    WECHAT = "wechat", "微信"
    WEIBO = "weibo", "微博"
    QR = "qr", "扫码"
    OTHER = "other", "别的网站"
    LINK = "link", "复制网址"
    DEVICE = "device", "手机转发"


# How one comes to a page, and how one passes it on: no other pairs are counted.
READ_SOURCES = {
    ReadAction.READ: (
        ReadSource.DIRECT,
        ReadSource.SITE,
        ReadSource.SEARCH,
        ReadSource.WECHAT,
        ReadSource.WEIBO,
        ReadSource.QR,
        ReadSource.OTHER,
    ),
    ReadAction.SHARE: (ReadSource.LINK, ReadSource.WEIBO, ReadSource.DEVICE),
}

"""What the front page is made of. Editors put the blocks in any order; each one reads what it shows when the page is rendered."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    IntegerBlock,
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    StructBlockValidationError,
    TextBlock,
    URLBlock,
)

from core.drawings import SCENES
from marketplace.catalog.queries import service_choices
from marketplace.ratings.choosers import RatingChooserBlock

FEATURES = ["bold", "link", "ol", "ul"]
# Addresses of the product that an editor may link to without knowing them: URL names, shown only where they exist.
PLACES = [
    ("search:results", "搜索"),
    ("listings:list", "供求信息"),
    ("catalog:index", "全部分类"),
    ("enterprises:list", "加盟企业名录"),
    ("enterprises:apply", "企业加盟申请"),
    ("account_signup", "注册"),
]


class LinkBlock(StructBlock):
    """A button: words, and where it leads (one of three)."""

    label = CharBlock(label="按钮文字", max_length=16, required=False)
    place = ChoiceBlock(label="站内功能", choices=PLACES, required=False)
    page = PageChooserBlock(label="站内页面", required=False)
    url = URLBlock(label="外部网址", required=False)

    class Meta:
        label = "按钮"
        icon = "link"

    def clean(self, value: Any) -> Any:
        """Words and exactly one address, or nothing at all."""
        value = super().clean(value)
        targets = [name for name in ("place", "page", "url") if value.get(name)]
        if len(targets) > 1:
            raise StructBlockValidationError(block_errors={targets[1]: ValidationError("去处只能选一个。")})
        if bool(value.get("label")) != bool(targets):
            raise StructBlockValidationError(block_errors={"label": ValidationError("按钮要有文字，也要有去处。")})
        return value


class HeroBlock(StructBlock):
    """The first screen: one sentence, the search box, what others look for."""

    title = TextBlock(label="大标题", max_length=40, rows=2, help_text="换行就另起一行。")
    lead = CharBlock(label="一句话", max_length=80)
    placeholder = CharBlock(label="搜索框里的例子", max_length=40, help_text="写一句真话，不写「请输入关键词」。")
    suggestions = ListBlock(CharBlock(max_length=16), label="大家在找", max_num=6)
    shows_ways = BooleanBlock(label="显示热线和短信号码", required=False, default=True)

    class Meta:
        label = "首屏"
        icon = "home"
        template = "home/blocks/hero.html"


class CategoriesBlock(StructBlock):
    """The grid of top categories with their first sub-categories."""

    heading = CharBlock(label="标题", max_length=20)
    children_shown = IntegerBlock(label="每类列几个小类", min_value=0, max_value=8, default=4)

    class Meta:
        label = "服务分类"
        icon = "grip"
        template = "home/blocks/categories.html"


class NoticeBlock(StructBlock):
    """A coloured strip with one message and a button."""

    title = CharBlock(label="标题", max_length=40)
    text = CharBlock(label="说明", max_length=120, required=False)
    calls = BooleanBlock(label="带打电话按钮", required=False)
    link = LinkBlock(required=False)

    class Meta:
        label = "通知条"
        icon = "warning"
        template = "home/blocks/notice.html"


class HeadedBlock(StructBlock):
    """A heading with a few words beside it, and below what a subclass shows."""

    heading = CharBlock(label="标题", max_length=20)
    note = CharBlock(label="标题旁的话", max_length=40, required=False)


class OffersBlock(HeadedBlock):
    """The newest published offers."""

    limit = IntegerBlock(label="几条", min_value=3, max_value=12, default=6)

    class Meta:
        label = "最新服务"
        icon = "tag"
        template = "home/blocks/offers.html"


class EnterprisesBlock(StructBlock):
    """Admitted enterprises."""

    heading = CharBlock(label="标题", max_length=20)
    limit = IntegerBlock(label="几家", min_value=2, max_value=12, default=4)

    class Meta:
        label = "加盟企业"
        icon = "group"
        template = "home/blocks/enterprises.html"


class NewsBlock(HeadedBlock):
    """The newest articles of the three sections."""

    per_section = IntegerBlock(label="每栏几篇", min_value=1, max_value=8, default=4)

    class Meta:
        label = "新闻资讯"
        icon = "doc-full"
        template = "home/blocks/news.html"


class ClassroomBlock(HeadedBlock):
    """The newest lessons of the family classroom."""

    limit = IntegerBlock(label="几课", min_value=2, max_value=12, default=4)

    class Meta:
        label = "家庭课堂"
        icon = "form"
        template = "home/blocks/classroom.html"


class GuidanceBlock(HeadedBlock):
    """Guidance prices of the whole city, of the services that an editor picks."""

    services = ListBlock(ChoiceBlock(choices=service_choices), label="哪些项目", min_num=1, max_num=8)

    class Meta:
        label = "指导价格"
        icon = "tag"
        template = "home/blocks/guidance.html"


class JobsBlock(HeadedBlock):
    """The newest postings."""

    limit = IntegerBlock(label="几条", min_value=2, max_value=12, default=4)

    class Meta:
        label = "招聘"
        icon = "user"
        template = "home/blocks/jobs.html"


class CoursesBlock(HeadedBlock):
    """The courses that begin first."""

    limit = IntegerBlock(label="几门", min_value=2, max_value=12, default=3)

    class Meta:
        label = "培训"
        icon = "calendar"
        template = "home/blocks/courses.html"


class RatingsBlock(HeadedBlock):
    """What families have said, as an editor chose it; one that was taken down is not there."""

    ratings = ListBlock(RatingChooserBlock(label="评价"), label="哪几条", min_num=1, max_num=6)

    class Meta:
        label = "评价"
        icon = "pick"
        template = "home/blocks/ratings.html"


class TextBlockOfPage(StructBlock):
    """Free words."""

    heading = CharBlock(label="标题", max_length=40, required=False)
    text = RichTextBlock(label="正文", features=FEATURES)

    class Meta:
        label = "文字"
        icon = "pilcrow"
        template = "home/blocks/text.html"


class InviteBlock(StructBlock):
    """A drawing, words and a button: come and join."""

    heading = CharBlock(label="标题", max_length=40)
    text = RichTextBlock(label="正文", features=FEATURES)
    drawing = ChoiceBlock(label="插画", choices=SCENES)
    link = LinkBlock(required=False)

    class Meta:
        label = "邀请"
        icon = "user"
        template = "home/blocks/invite.html"


class HomeBody(StreamBlock):
    """The front page."""

    hero = HeroBlock()
    categories = CategoriesBlock()
    notice = NoticeBlock()
    offers = OffersBlock()
    enterprises = EnterprisesBlock()
    guidance = GuidanceBlock()
    jobs = JobsBlock()
    courses = CoursesBlock()
    ratings = RatingsBlock()
    classroom = ClassroomBlock()
    news = NewsBlock()
    text = TextBlockOfPage()
    invite = InviteBlock()

    class Meta:
        block_counts = {"hero": {"max_num": 1}, "categories": {"max_num": 1}}

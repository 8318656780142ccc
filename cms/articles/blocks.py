"""What the body of an article is made of. Rich text is limited to what the look knows."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks import (
    CharBlock,
    ChoiceBlock,
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    StructBlockValidationError,
    TextBlock,
)
from wagtail.images.blocks import ImageChooserBlock

from cms.articles.live import LiveCourseBlock, LiveEnterpriseBlock, LivePriceBlock, LiveServiceBlock
from core.drawings import SCENES

FEATURES = ["bold", "link", "document-link", "ol", "ul"]


class PictureBlock(StructBlock):
    """A photograph from the library, or one of the site's drawings."""

    image = ImageChooserBlock(label="照片", required=False)
    drawing = ChoiceBlock(choices=SCENES, label="插画", required=False, help_text="没有照片时用一张站里的插画。")
    alt = CharBlock(label="画面说明", max_length=120, help_text="说给看不见图的人听：画面里有什么。")
    caption = CharBlock(label="图注", max_length=120, required=False)

    class Meta:
        icon = "image"
        label = "图片"
        template = "articles/blocks/picture.html"

    def clean(self, value: Any) -> Any:
        """Exactly one of photograph and drawing."""
        value = super().clean(value)
        if bool(value.get("image")) == bool(value.get("drawing")):
            message = "照片和插画选一样。"
            raise StructBlockValidationError(block_errors={"image": ValidationError(message)})
        return value


class QuoteBlock(StructBlock):
    """Somebody's words."""

    text = TextBlock(label="原话", max_length=300)
    who = CharBlock(label="谁说的", max_length=60, required=False)

    class Meta:
        icon = "openquote"
        label = "引语"
        template = "articles/blocks/quote.html"


class FactBlock(StructBlock):
    """One line of a list of facts."""

    label = CharBlock(label="项目", max_length=30)
    value = CharBlock(label="内容", max_length=200)


class FactsBlock(StructBlock):
    """What one looks up: since when, who, how much, which number to call."""

    title = CharBlock(label="标题", max_length=60, required=False)
    items = ListBlock(FactBlock(), label="各项", min_num=1, max_num=20)

    class Meta:
        icon = "list-ul"
        label = "要点表"
        template = "articles/blocks/facts.html"


class StepBlock(StructBlock):
    """One step."""

    lead = CharBlock(label="一句话", max_length=40)
    text = TextBlock(label="怎么做", max_length=400)


class StepsBlock(StructBlock):
    """How to do something, in order."""

    title = CharBlock(label="标题", max_length=60, required=False)
    items = ListBlock(StepBlock(), label="步骤", min_num=2, max_num=12)

    class Meta:
        icon = "list-ol"
        label = "步骤"
        template = "articles/blocks/steps.html"


class TipBlock(StructBlock):
    """A warning or a hint that stands out."""

    title = CharBlock(label="标题", max_length=60)
    text = TextBlock(label="内容", max_length=400)

    class Meta:
        icon = "warning"
        label = "提醒"
        template = "articles/blocks/tip.html"


class CitationBlock(StructBlock):
    """A notice that the text rests on; the page shows its number and whether it applies today."""

    notice = PageChooserBlock(label="文件", page_type="articles.NoticePage")
    note = CharBlock(label="哪一条、说了什么", max_length=120, required=False)

    class Meta:
        icon = "doc-full-inverse"
        label = "引用文件"
        template = "articles/blocks/citation.html"


class ArticleBody(StreamBlock):
    """The body of an article."""

    heading = CharBlock(label="小标题", icon="title", max_length=60, template="articles/blocks/heading.html")
    paragraph = RichTextBlock(label="段落", icon="pilcrow", features=FEATURES, template="articles/blocks/paragraph.html")
    picture = PictureBlock()
    quote = QuoteBlock()
    facts = FactsBlock()
    steps = StepsBlock()
    tip = TipBlock()
    citation = CitationBlock()
    live_service = LiveServiceBlock()
    live_enterprise = LiveEnterpriseBlock()
    live_course = LiveCourseBlock()
    live_price = LivePriceBlock()

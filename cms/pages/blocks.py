"""What the page of a labour partner is made of: publicity, recruiting, promotion (LAB-01), beside the blocks of articles."""

from wagtail.blocks import CharBlock, ChoiceBlock, ListBlock, RichTextBlock, StructBlock, TextBlock

from cms.articles.blocks import FEATURES, ArticleBody, FactBlock
from core.drawings import SCENES


class PublicityBlock(StructBlock):
    """宣传: why people should know about it, told in words and a drawing."""

    title = CharBlock(label="标题", max_length=60)
    text = RichTextBlock(label="内容", features=FEATURES)
    drawing = ChoiceBlock(choices=SCENES, label="插画", required=False)

    class Meta:
        icon = "openquote"
        label = "宣传"
        template = "pages/blocks/publicity.html"


class RecruitingBlock(StructBlock):
    """招募: whom it looks for, on what terms; the way to the sign-up stands below it."""

    title = CharBlock(label="标题", max_length=60)
    text = TextBlock(label="说明", max_length=600, required=False)
    items = ListBlock(FactBlock(), label="条件和待遇", min_num=1, max_num=20)

    class Meta:
        icon = "group"
        label = "招募"
        template = "pages/blocks/recruiting.html"


class PromotionStepBlock(StructBlock):
    """One thing that is done to bring it to people."""

    lead = CharBlock(label="一句话", max_length=40)
    text = TextBlock(label="怎么做", max_length=300)


class PromotionBlock(StructBlock):
    """推广: what is done in villages, at fairs and by those who have come before."""

    title = CharBlock(label="标题", max_length=60)
    items = ListBlock(PromotionStepBlock(), label="各项", min_num=1, max_num=12)

    class Meta:
        icon = "pick"
        label = "推广"
        template = "pages/blocks/promotion.html"


class PartnerBody(ArticleBody):
    """The body of a partner's page."""

    publicity = PublicityBlock()
    recruiting = RecruitingBlock()
    promotion = PromotionBlock()

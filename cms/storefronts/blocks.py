"""The sections of a storefront: a small fixed set, plain text only. Services, fees and who they are come live from the market."""

from wagtail.blocks import CharBlock, ChoiceBlock, DateBlock, ListBlock, StreamBlock, StructBlock, TextBlock
from wagtail.images.blocks import ImageChooserBlock

from core.drawings import SCENES

HEADING, LINE, TEXT, LONG = 20, 60, 300, 2000
MOST_ITEMS = 24


class SectionBlock(StructBlock):
    """Every section may have a heading of its own."""

    heading = CharBlock(label="标题", max_length=HEADING, required=False)


class IntroductionBlock(SectionBlock):
    """Who they are; empty, it shows what the enterprise says about itself in its data."""

    text = TextBlock(label="介绍", max_length=LONG, required=False)

    class Meta:
        icon = "pilcrow"
        label = "介绍"


class PictureBlock(StructBlock):
    """A picture on the wall: a photograph, or one of the site's drawings."""

    image = ImageChooserBlock(label="照片", required=False)
    drawing = ChoiceBlock(choices=SCENES, label="插画", required=False)
    caption = CharBlock(label="画面说明", max_length=LINE)


class GalleryBlock(SectionBlock):
    """Pictures."""

    items = ListBlock(PictureBlock(), label="照片", max_num=MOST_ITEMS)

    class Meta:
        icon = "image"
        label = "照片墙"


class ServicesBlock(SectionBlock):
    """What they offer now."""

    class Meta:
        icon = "list-ul"
        label = "服务"


class FeesBlock(SectionBlock):
    """What they charge now, beside the guidance prices."""

    text = TextBlock(label="说明", max_length=TEXT, required=False)

    class Meta:
        icon = "form"
        label = "收费标准"


class CertificateBlock(StructBlock):
    """A certificate: what, which number, by whom, until when."""

    name = CharBlock(label="名称", max_length=LINE)
    number = CharBlock(label="编号", max_length=40, required=False)
    issuer = CharBlock(label="发证机关", max_length=LINE, required=False)
    until = DateBlock(label="有效期到", required=False)
    image = ImageChooserBlock(label="照片", required=False)


class CertificatesBlock(SectionBlock):
    """Certificates."""

    items = ListBlock(CertificateBlock(), label="证书", max_num=MOST_ITEMS)

    class Meta:
        icon = "lock-open"
        label = "资质证书"


class NewsBlock(StructBlock):
    """Something that has happened at the shop."""

    on = DateBlock(label="日期")
    title = CharBlock(label="标题", max_length=LINE)
    text = TextBlock(label="内容", max_length=TEXT, required=False)


class NewsListBlock(SectionBlock):
    """News of the shop."""

    items = ListBlock(NewsBlock(), label="新事", max_num=MOST_ITEMS)

    class Meta:
        icon = "date"
        label = "店里新事"


class ContactBlock(SectionBlock):
    """When they are there and how to ask; through the platform only."""

    text = TextBlock(label="说明", max_length=TEXT, required=False)

    class Meta:
        icon = "mail"
        label = "怎么联系"


class RatingsBlock(SectionBlock):
    """What families have said last, where the enterprise wants it; which of them is not for the enterprise to choose."""

    class Meta:
        icon = "pick"
        label = "家里人怎么说"


class StorefrontBody(StreamBlock):
    """The sections in the order in which the enterprise put them. Names are those of `SectionKind`."""

    introduction = IntroductionBlock()
    gallery = GalleryBlock()
    services = ServicesBlock()
    fees = FeesBlock()
    certificates = CertificatesBlock()
    news = NewsListBlock()
    contact = ContactBlock()
    ratings = RatingsBlock()

    class Meta:
        max_num = 12

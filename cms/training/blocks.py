"""What a syllabus is made of."""

from wagtail.blocks import CharBlock, RichTextBlock, StreamBlock, StructBlock, TextBlock


class UnitBlock(StructBlock):
    """One unit: what it is called, how long it takes, what it covers."""

    title = CharBlock(label="这一讲", max_length=60)
    hours = CharBlock(label="课时", max_length=12, required=False, help_text="比如 4 课时、半天。")
    text = TextBlock(label="讲什么、练什么", max_length=400, required=False)

    class Meta:
        icon = "list-ol"
        label = "一讲"
        template = "training/blocks/unit.html"


class SyllabusBody(StreamBlock):
    """The syllabus of a course (TRN-02)."""

    unit = UnitBlock()
    paragraph = RichTextBlock(label="说明", icon="pilcrow", features=["bold", "link", "ol", "ul"], template="training/blocks/paragraph.html")

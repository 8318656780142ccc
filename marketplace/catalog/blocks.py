"""What a landing page asks and answers."""

from wagtail.blocks import CharBlock, StreamBlock, StructBlock, TextBlock


class QuestionBlock(StructBlock):
    """One question with its answer."""

    question = CharBlock(label="问", max_length=60)
    answer = TextBlock(label="答", max_length=500)

    class Meta:
        icon = "help"
        label = "一问一答"


class FaqBody(StreamBlock):
    """Questions and answers, in order."""

    question = QuestionBlock()

    class Meta:
        max_num = 12

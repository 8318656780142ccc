"""What the content API says of a body, from its stored JSON: the same as Wagtail's blocks say, without building their values.

Wagtail turns every block into Python and back, and looks up each chosen picture only to give its id again.
"""

from collections.abc import Callable
from typing import Any

from wagtail import blocks
from wagtail.blocks import Block, ListBlock, StreamBlock, StreamValue, StructBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

Says = Callable[[Any], Any]
# What is stored of these is what they say.
AS_STORED = (
    *(blocks.CharBlock, blocks.TextBlock, blocks.URLBlock, blocks.EmailBlock, blocks.RegexBlock, blocks.BooleanBlock, blocks.IntegerBlock),
    *(blocks.FloatBlock, blocks.ChoiceBlock, blocks.MultipleChoiceBlock, blocks.RichTextBlock, blocks.DateBlock, blocks.PageChooserBlock),
    *(ImageChooserBlock, DocumentChooserBlock),
)
OWN = ("get_api_representation", "get_prep_value", "to_python")
_known: dict[int, tuple[Block, Says]] = {}


def say(stream: StreamValue) -> list[Any]:
    """The blocks of a body as the API gives them."""
    block = stream.stream_block
    # A block has no hash; it is kept beside what it says, so its id stays its own.
    known = _known.get(id(block))
    if known is None:
        known = _known[id(block)] = (block, _says(block))
    return known[1](list(stream.raw_data))


def _says(block: Block) -> Says:
    if isinstance(block, StreamBlock) and _is(block, StreamBlock):
        return _of_stream(block)
    if isinstance(block, StructBlock) and _is(block, StructBlock):
        return _of_struct(block)
    if isinstance(block, ListBlock) and _is(block, ListBlock):
        return _of_list(block)
    if any(isinstance(block, kind) and _is(block, kind) for kind in AS_STORED):
        return lambda raw: raw
    return lambda raw: block.get_api_representation(block.to_python(raw))


def _is(block: Block, kind: type[Block]) -> bool:
    """Whether a block of ours says what Wagtail's kind says."""
    return all(getattr(type(block), name) is getattr(kind, name) for name in OWN)


def _of_stream(block: StreamBlock) -> Says:
    children = {name: _says(child) for name, child in block.child_blocks.items()}

    def says(raw: Any) -> list[Any]:
        return [{"type": one["type"], "value": children[one["type"]](one["value"]), "id": one.get("id")} for one in raw or () if one["type"] in children]

    return says


def _of_struct(block: StructBlock) -> Says:
    children = {name: (_says(child), child) for name, child in block.child_blocks.items()}

    def says(raw: Any) -> dict[str, Any]:
        return {name: said(raw[name]) if name in raw else _default(child) for name, (said, child) in children.items()}

    return says


def _default(child: Block) -> Any:
    return child.get_api_representation(child.normalize(child.get_default()))


def _of_list(block: ListBlock) -> Says:
    child = _says(block.child_block)

    def says(raw: Any) -> list[Any]:
        return [child(one["value"] if block._item_is_in_block_format(one) else one) for one in raw or ()]

    return says

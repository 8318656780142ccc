"""A syllabus as lines, for the plain form of an enterprise: 新生儿护理（8 课时）：洗澡、抚触、脐带."""

import re
from typing import Any

LINE = re.compile(r"(?P<title>[^（(：:]{1,60})(?:[（(](?P<hours>[^）)]{1,12})[）)])?(?:[：:](?P<text>.{0,400}))?")
MOST = 40


def units_of(text: str) -> list[dict[str, Any]]:
    """The blocks of a text, a line each. Raises ValueError naming the line that cannot be read."""
    units: list[dict[str, Any]] = []
    for line in (line.strip() for line in text.splitlines()):
        if not line:
            continue
        found = LINE.fullmatch(line)
        if found is None or len(units) >= MOST:
            raise ValueError(line[:40])
        value = {name: (found[name] or "").strip() for name in ("title", "hours", "text")}
        units.append({"type": "unit", "value": value})
    return units


def lines_of(syllabus: Any) -> str:
    """The units of a syllabus as lines; what only the admin can write is left out."""
    lines = []
    for block in syllabus:
        if block.block_type == "unit":
            hours, text = block.value["hours"], " ".join(block.value["text"].split())
            lines.append(block.value["title"] + (f"（{hours}）" if hours else "") + (f"：{text}" if text else ""))
    return "\n".join(lines)

"""The last hand on an English page.

Links: every address of the public site gets the prefix, whether it came from `reverse`, from a page's text or from a stored row.
Words: a text that is wholly a fixed term or a name of reference data (it reached the template as a value: a badge, a district, a menu
entry) is said in English. Marks: what is Chinese after that is somebody's own content and is marked `lang="zh-Hans"`, so that it is
read out and set as Chinese. Works on the text of the page in one pass; scripts and styles are left alone.
"""

import re
from collections.abc import Callable

PREFIX = "/en"
# Addresses that have one language: work places, programs, files, short links.
CLOSED = (
    "/admin/",
    "/api/",
    "/static/",
    "/media/",
    "/private/",
    "/documents/",
    "/accounts/",
    "/_allauth/",
    "/_util/",
    "/my/",
    "/enterprise/",
    "/worker/",
    "/healthz/",
    "/simulators/",
    "/hooks/",
    "/demo/",
    "/setup/",
    "/q/",
    "/go/",
    "/sw.js",
    "/manifest.webmanifest",
    "/robots.txt",
    "/sitemap",
)
CHINESE = "zh-Hans"
HAN = re.compile(r"[㐀-鿿豈-﫿]")
# From the first to the last Chinese character with no Latin word between.
RUN = re.compile(r"[《「（“]?[㐀-鿿豈-﫿](?:[^A-Za-z<>&]*[㐀-鿿豈-﫿！？。）」》”])?")
PART = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[^>]*>", re.S)
LINK = re.compile(r'(\s(?:href|action|hx-get|data-suggest|data-url)=")(/[^"]*)"')
SHOWN = re.compile(r'(\s(?:aria-label|alt|title|placeholder|content)=")([^"]*)"')
# Facts put side by side: "朝阳区 · 保洁", "150–260 元/次".
FACTS = re.compile(r"((?:^| )· |(?<=\d) (?=元))")
# What stands between tags by itself, after a link or a figure.
WESTERN = {"。": ".", "，": ", ", "、": ", ", "；": "; ", "：": ": ", "（": " (", "）": ")"}
VOID = ("<img", "<input")
Said = Callable[[str], str]


def whole(path: str) -> str:
    """An address of this site under the prefix; other sites and closed places as they are."""
    if not path.startswith("/") or path.startswith(("//", f"{PREFIX}/", *CLOSED)) or path == PREFIX:
        return path
    return f"{PREFIX}{path}"


def bare(path: str) -> str:
    """The address without the prefix: where the Chinese page is."""
    return path[len(PREFIX) :] if path.startswith(f"{PREFIX}/") else path


def dressed(page: str, said: Said) -> str:
    """The page with English links, English terms, and Chinese marked."""
    done: list[str] = []
    at, opened = 0, ""
    for part in PART.finditer(page):
        text, tag = page[at : part.start()], part.group()
        if text:
            alone = bool(opened) and done[-1] == opened and tag[1:].startswith(f"/{_name(opened)}")
            _put(text, done, said, alone=alone)
        at, opened = part.end(), ""
        if not part.group(1) and tag[1:2].isalpha():
            tag = opened = _tag(tag, said)
        done.append(tag)
    if page[at:]:
        _put(page[at:], done, said, alone=False)
    return "".join(done)


def _name(tag: str) -> str:
    return tag[1:].split(maxsplit=1)[0].rstrip("/>").lower()


def _put(text: str, done: list[str], said: Said, *, alone: bool) -> None:
    if not HAN.search(text):
        done.append(WESTERN.get(text.strip(), text))
        return
    words = _said(text, said)
    if not HAN.search(words):
        done.append(words)
    elif alone and " lang=" not in done[-1]:
        done[-1] = _marked(done[-1])
        done.append(words)
    elif alone:
        done.append(words)
    else:
        done.append(RUN.sub(lambda run: f'<span lang="{CHINESE}">{run.group()}</span>', words))


def _said(text: str, said: Said) -> str:
    core = text.strip().removeprefix("&nbsp;")
    found = said(core)
    if found == core and FACTS.search(core):
        found = "".join(_listed(piece, said) for piece in FACTS.split(core))
    elif found == core:
        found = _listed(core, said)
    return text.replace(core, found, 1) if found != core else text


def _listed(text: str, said: Said) -> str:
    """A list whose every entry is known (districts, certificates), or a text as it is: a sentence is never said by halves."""
    if not HAN.search(text):
        return text
    pieces = [said(piece) for piece in text.split("、")]
    return text if any(HAN.search(piece) for piece in pieces) else ", ".join(pieces)


def _tag(tag: str, said: Said) -> str:
    if f'hreflang="{CHINESE}"' not in tag:
        tag = LINK.sub(lambda found: f'{found.group(1)}{whole(found.group(2))}"', tag)
    if HAN.search(tag):
        tag = SHOWN.sub(lambda found: f'{found.group(1)}{_said(found.group(2), said) if found.group(2) else ""}"', tag)
        if (tag.startswith(VOID) or 'role="img"' in tag) and " lang=" not in tag and HAN.search(tag):
            tag = _marked(tag)
    return tag


def _marked(tag: str) -> str:
    return re.sub(r"^<[A-Za-z0-9-]+", lambda name: f'{name.group()} lang="{CHINESE}"', tag)

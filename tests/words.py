"""The words of the public site: what the templates and the code say, and what the English catalogue has for it."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import polib
from django.template.base import Lexer, TokenType

from settings.parts.paths import BASE_DIR as ROOT

HAN = re.compile(r"[㐀-鿿]")
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES"
PLACE = re.compile(r"%\(\w+\)s")
# Templates that only staff, members and enterprises see, and texts that belong to them.
INSIDE = re.compile(
    r"/(admin|own|account|allauth|mfa|usersessions|wagtailadmin|wagtailcore|members|notifications|recommendations|operations|reports|panels)/"
    r"|ratings/(provider|rate|word)\.html|ratings/parts/(order|stars_field|word)\.html"
    r"|portal_base|api_docs|saved?\.html|/mine|enterprise_|choose_side|listings/(form|manage|what|terms|photos|enquir(y|ies))\.html|listings/parts/(check|steps)\.html|favourites/shelf\.html"
    r"|enterprises/(home|profile|apply|agreements|categories_field|districts_field)\.html|outlets/(form|mine)\.html"
    r"|accidents/parts/|matching/parts/|surveys/answer\.html"
    r"|intake/calls_simulator\.html|bookings/(addons|addons_of|calendar|cancel|demand|home|manage|messages|move|order|queue|route|visit|waiting)\.html|bookings/parts/(fees|home|objections|process|quote|who)\.html|board/parts/|workers/parts/(checklist|fields)\.html"
    r"|templates/engagements/(?!parts/(ask|bar)\.html)"
    r"|urgent/parts/(orders|way)\.html"
    r"|credit/own\.html|insurance/enterprise|warranty/ask\.html|warranty/parts/(order|provider)\.html"
    r"|series/(change|ending|enterprise_\w+|mine|one|pass|passes|pause|visit)\.html|series/parts/(calendar|dues|order|provider_calendar|regular|taken_out)\.html"
)
QUOTED = re.compile(r'_\("([^"]*)"\)')
TRANSLATE = re.compile(r'^translate "([^"]*)"')
MARKUP = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->", re.S)


def templates() -> list[Path]:
    """Templates of the visitor's side."""
    found = [path for path in ROOT.glob("*/**/templates/**/*.html") if ".venv" not in path.parts and "tests" not in path.parts]
    return sorted(path for path in found if not INSIDE.search(path.as_posix()))


def said_in(path: Path) -> tuple[set[str], list[str]]:
    """The msgids of a template, and the Chinese that stands in it outside of them."""
    wanted: set[str] = set()
    loose: list[str] = []
    block: list[str] | None = None
    hidden = False
    for token in Lexer(path.read_text(encoding="utf-8")).tokenize():
        text = token.contents
        if token.token_type == TokenType.BLOCK:
            name = text.split(maxsplit=1)[0]
            hidden = name == "comment" or (hidden and name != "endcomment")
            if name == "blocktranslate":
                block = []
            elif name == "endblocktranslate" and block is not None:
                wanted.add("".join(block))
                block = None
            wanted.update(TRANSLATE.findall(text), QUOTED.findall(text))
            loose += [] if hidden else HAN.findall(QUOTED.sub("", TRANSLATE.sub("", _rest(text))))[:1] and [text]
        elif token.token_type == TokenType.VAR:
            wanted.update(QUOTED.findall(text))
            if block is not None:
                block.append(f"%({text})s")
            loose += [text] if HAN.search(QUOTED.sub("", _rest(text))) else []
        elif token.token_type == TokenType.TEXT and block is not None:
            block.append(text.replace("%", "%%"))
        elif token.token_type == TokenType.TEXT and not hidden and HAN.search(MARKUP.sub("", text)):
            loose.append(text.strip())
    return {text for text in wanted if text}, loose


def _rest(text: str) -> str:
    """Without comparisons, and without what `said` says: their words are not shown as they stand."""
    if text.startswith(("if ", "elif ", "comment")):
        return ""
    return re.sub(r'"[^"]*"\|said', "", text)


def said_by_code() -> set[str]:
    """The Chinese msgids that Python asks for."""
    found: set[str] = set()
    for path in ROOT.glob("*/**/*.py"):
        if ".venv" in path.parts or "tests" in path.parts or "gettext" not in (text := path.read_text(encoding="utf-8")):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("gettext", "_", "gettext_lazy"):
                found |= {part.value for part in node.args[:1] if isinstance(part, ast.Constant) and HAN.search(str(part.value))}
    return found


def read_po(path: Path) -> dict[str, str]:
    """Msgid → msgstr."""
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))}


def read_mo(path: Path) -> dict[str, str]:
    """The same from the compiled file."""
    return {entry.msgid: entry.msgstr for entry in polib.mofile(str(path))}


class Shown(HTMLParser):
    """The visible texts of a page: those said as Chinese (`marked`) and all others (`plain`), with names of pictures and boxes."""

    VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.plain: list[str] = []
        self.marked: list[str] = []
        self.links: list[str] = []
        self._open: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        language = found.get("lang") or (self._open[-1][1] if self._open else "")
        if tag in self.VOID:
            for name in ("alt", "placeholder", "aria-label"):
                self._say(found.get(name, ""), language)
        else:
            self._open.append((tag, language))
            self._say(found.get("aria-label", ""), language)
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] not in ("script", "style"):
            self._say(data, self._open[-1][1])

    def _say(self, text: str, language: str) -> None:
        if text.strip():
            (self.marked if language == "zh-Hans" else self.plain).append(" ".join(text.split()))

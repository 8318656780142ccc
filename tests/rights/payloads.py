"""Forty texts that would run somewhere if they were not text, and what a page may not contain. `xss7` marks what came from them."""

import json
from html.parser import HTMLParser

MARK = "xss7"
PAYLOADS = (
    "<script>xss7()</script>",
    "<ScRiPt src=//xss7.example></sCrIpT>",
    "</script><script>xss7()</script>",
    "</title><script>xss7()</script>",
    "</textarea><script>xss7()</script>",
    "</style><script>xss7()</script>",
    "--><script>xss7()</script>",
    "]]><script>xss7()</script>",
    "<img src=x onerror=xss7()>",
    '"><img src=x onerror=xss7()>',
    "'><img src=x onerror=xss7()>",
    '" onmouseover="xss7()" x="',
    "' onfocus='xss7()' autofocus='",
    "` onclick=`xss7()",
    "<svg onload=xss7()>",
    "<svg><script>xss7()</script></svg>",
    "<svg/onload=xss7()//",
    "<math><a xlink:href=javascript:xss7()>m</a></math>",
    '<a href="javascript:xss7()">a</a>',
    '<a href="java\tscript:xss7()">a</a>',
    '<a href="&#106;avascript:xss7()">a</a>',
    '<a href=" &#14; javascript:xss7()">a</a>',
    '<a href="data:text/html,<script>xss7()</script>">a</a>',
    '<a href="vbscript:xss7()">a</a>',
    '<iframe src="javascript:xss7()"></iframe>',
    "<iframe srcdoc='<script>xss7()</script>'></iframe>",
    "<object data=javascript:xss7()></object>",
    "<embed src=javascript:xss7()>",
    "<form action=javascript:xss7()><button>xss7</button></form>",
    "<button formaction=javascript:xss7()>x</button>",
    "<input autofocus onfocus=xss7()>",
    "<details open ontoggle=xss7()>",
    "<video><source onerror=xss7()></video>",
    "<body onload=xss7()>",
    "<meta http-equiv=refresh content='0;url=javascript:xss7()'>",
    "<base href=//xss7.example/>",
    "<link rel=stylesheet href=//xss7.example/a.css>",
    "<style>@import '//xss7.example/a.css';</style>",
    "{{constructor.constructor('xss7()')()}}",
    "<div style=\"background:url('javascript:xss7()')\" hx-get=//xss7.example>x</div>",
    "&lt;script&gt;xss7()&lt;/script&gt;",
    r"\u003cscript\u003exss7()\u003c/script\u003e",
)
URLS = {"href", "src", "action", "formaction", "data", "poster", "srcset", "xlink:href", "background", "hx-get", "hx-post", "srcdoc"}
BAD_SCHEMES = ("javascript:", "vbscript:", "data:text")


class Danger(HTMLParser):
    """Reads a page as a browser would and notes what would run or load something that came from a payload."""

    def __init__(self, html: str, *, strict: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.strict = strict
        self._in_script = self._in_data = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and given == {"type": "application/ld+json"}:
            self._in_data = True  # a block of data, which nobody runs; what would end it early is a danger
            return
        self._in_script = tag in {"script", "style"}
        if self.strict and ((tag == "script" and "src" not in given) or tag in {"iframe", "object", "embed", "base", "style"}):
            self.found.append(f"<{tag}>")
        if given.get("http-equiv") and MARK in given.get("content", ""):
            self.found.append(f"<{tag} http-equiv={given['http-equiv']}>")
        for name, value in given.items():
            self._look_at(tag, name, value)

    def _look_at(self, tag: str, name: str, value: str) -> None:
        plain = "".join(character for character in value if character > " ").lower()
        if MARK in name or (name.startswith("on") and (self.strict or MARK in value)):
            self.found.append(f"<{tag} {name}={value[:60]}>")
        if name in URLS and (plain.startswith(BAD_SCHEMES) or f"//{MARK}" in plain):
            self.found.append(f"<{tag} {name}={value[:60]}>")
        if name == "style" and (self.strict or MARK in value):
            self.found.append(f"<{tag} style={value[:60]}>")

    def handle_endtag(self, tag: str) -> None:
        self._in_script = self._in_data = False

    def handle_data(self, data: str) -> None:
        if self._in_data and (set("<>&") & set(data) or not _is_json(data)):
            self.found.append(f"data: {data[:80]}")
        if self._in_script and f"{MARK}()" in data and "&" not in data and "\\u003" not in data:
            self.found.append(f"script: {data[:80]}")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def dangers(html: str, *, strict: bool) -> list[str]:
    """What would run. `strict`: a page of the public site, which has no inline script, handler or style at all."""
    return Danger(html, strict=strict).found

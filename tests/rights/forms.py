"""The forms of a page that post: each carries its token, leads nowhere else, and none stands on a page that is stored for everybody."""

from html.parser import HTMLParser

from tests.rights.asking import Answer


class Forms(HTMLParser):
    """The forms of a page that post, with the names of their fields and where they lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.posting: list[dict] = []
        self._open = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self._open = (found.get("method") or "get").lower() == "post"
            if self._open:
                self.posting.append({"action": found.get("action") or "", "names": set()})
        elif tag in {"input", "textarea", "select", "button"} and self._open:
            self.posting[-1]["names"].add(found.get("name"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False


def wrong_with_forms(answer: Answer) -> str:
    """What is wrong with the forms of a page, "" for nothing."""
    if "html" not in answer.headers.get("Content-Type", ""):
        return ""
    posting = Forms(answer.body.decode(errors="replace")).posting if b"<form" in answer.body else []
    without = [form for form in posting if "csrfmiddlewaretoken" not in form["names"]]
    leading = [form["action"] for form in posting if form["action"].startswith("//") or "://" in form["action"]]
    stored = "public" in answer.headers.get("Cache-Control", "") and (posting or b"csrfmiddlewaretoken" in answer.body)
    return f"forms without a token {without}, leading elsewhere {leading}, stored {bool(stored)}" if without or leading or stored else ""

"""A person without a mouse: Tab until the wanted thing has the focus, see that one can see it, then type or press Enter.

Names are the accessible names that Chromium itself computes, so what a journey finds is what a screen reader says.
"""

import re
import time
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from tests.waiting import poll

# The focus is drawn as an outline on the thing, on what is drawn in its place (its label) or around it (the search box).
# It is in sight when the topmost thing at one of nine points of it is the thing, a part of it or its label.
LOOK = """() => {
  const el = document.activeElement;
  if (!el || el === document.body) return null;
  const about = [el, ...(el.labels || []), el.nextElementSibling];
  for (let up = el.parentElement, n = 0; up && n < 5; up = up.parentElement, n++) about.push(up);
  const ringed = about.some((one) => {
    if (!one) return false;
    return ["", "::before", "::after"].some((part) => {
      const style = getComputedStyle(one, part || undefined);
      return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1.5;
    });
  });
  const seen = [el, ...(el.labels || [])].some((one) => {
    const box = one.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) return false;
    const along = [0.1, 0.5, 0.9];
    return along.some((x) => along.some((y) => {
      const top = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
      return top && (one.contains(top) || top.contains(one) && top !== document.body && top !== document.documentElement || [...(el.labels || [])].some((label) => label.contains(top)));
    }));
  });
  return {ringed, seen, kept: el.matches(":focus-visible") || ["date", "time", "datetime-local"].includes(el.type), html: el.outerHTML.slice(0, 160), value: el.value ?? ""};
}"""


@dataclass(frozen=True, slots=True)
class Focus:
    """What has the focus."""

    name: str
    role: str
    ringed: bool
    seen: bool
    html: str

    @property
    def visible(self) -> bool:
        """Whether a person sees where he is."""
        return self.ringed and self.seen


class Keyboard:
    """The keyboard of a page. `passed` keeps what the focus went over, so that a test may judge the whole way."""

    def __init__(self, page: Page) -> None:
        """Start with the page as it is."""
        self.page = page
        self.cdp = page.context.new_cdp_session(page)
        page.on("filechooser", lambda dialog: None)  # from the start, so that no press opens the browser's own dialog
        self.passed: list[Focus] = []

    def focus(self) -> Focus | None:
        """What has the focus now; None for nothing."""
        look = self.page.evaluate(LOOK)
        if look is None:
            return None
        found = self.cdp.send("Runtime.evaluate", {"expression": "document.activeElement"})["result"]
        if "objectId" not in found:
            return None
        node = self.cdp.send("Accessibility.getPartialAXTree", {"objectId": found["objectId"], "fetchRelatives": False})["nodes"][0]
        name = re.sub(r"\s+", " ", str(node.get("name", {}).get("value", ""))).strip()
        return Focus(name, str(node.get("role", {}).get("value", "")), look["ringed"] and look["kept"], look["seen"], look["html"])

    def to(self, name: str, *, role: str = "", limit: int = 150, back: bool = False) -> Focus:
        """Tab until the accessible name matches (a regular expression, the whole name); it must be visible that it has the focus."""
        wanted, names = re.compile(name), []
        for _ in range(limit):
            now = self.focus()
            if now is not None:
                names.append(now.name)
                if wanted.fullmatch(now.name) and role in ("", now.role):
                    return self._in_sight(now)
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            if (after := self.focus()) is not None:
                self.passed.append(after)
        raise AssertionError(f"no {role or 'stop'} named {name!r} within {limit} tabs: {names}")

    def _in_sight(self, now: Focus) -> Focus:
        """The page may still be scrolling to it."""
        try:
            return poll(lambda: again if (again := self.focus()) and again.visible else None, timeout=1.5)
        except AssertionError:
            raise AssertionError(f"nobody sees that {now.name!r} has the focus: {self.focus()}") from None

    def enter(self, name: str, **options: Any) -> None:
        """Press what has this name."""
        self.to(name, **options)
        self.page.keyboard.press("Enter")

    def follow(self, name: str, **options: Any) -> float:
        """Press what has this name and wait for the page that it leads to; returns the moment when the answer came."""
        self.to(name, **options)
        with self.page.expect_navigation(wait_until="load"):
            self.page.keyboard.press("Enter")
        return time.monotonic()

    def write(self, name: str, text: str, **options: Any) -> None:
        """Type into the field with this name."""
        self.to(name, **options)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def tick(self, name: str, **options: Any) -> None:
        """Tick the box with this name."""
        self.to(name, role="checkbox", **options)
        self.page.keyboard.press("Space")
        assert self.page.evaluate("document.activeElement.checked"), f"{name} is not ticked"

    def choose(self, name: str, label: str) -> None:
        """Go down the list of a drop-down until this entry stands in it."""
        self.to(name, role="combobox")
        shown = "document.activeElement.selectedOptions[0].label.trim()"
        for _ in range(self.page.evaluate("document.activeElement.options.length")):
            if self.page.evaluate(shown) == label:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no entry {label!r} in {name!r}")

    def attach(self, name: str, *, file: str, kind: str, content: bytes) -> None:
        """Open the file dialog of the field with this name and choose a file."""
        self.to(name)
        with self.page.expect_file_chooser() as dialog:
            self.page.keyboard.press("Enter")
        dialog.value.set_files({"name": file, "mimeType": kind, "buffer": content})

    def unseen(self) -> list[str]:
        """The stops on the way where nobody could see the focus."""
        return sorted({f"{one.role} {one.name}: {one.html}" for one in self.passed if not one.ringed})

"""A real browser as the judge: does anything of a payload run, load or stand where it could run, in the page as Chromium reads it?

Pages are shown without their content security policy, so that only escaping stands between a payload and its script.
"""

import mimetypes
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Dialog, Route

from tests.rights.payloads import MARK

HERE = "http://judge.example"
# Everything calls `xss7`; the page notes who did.
WATCH = """
window.ran = [];
window.xss7 = (...given) => { window.ran.push('xss7'); return given.length; };
window.addEventListener('click', event => event.preventDefault(), true);
window.addEventListener('submit', event => event.preventDefault(), true);
"""
LOOK = """
(mark) => {
  const found = [];
  const addresses = ['href', 'src', 'action', 'formaction', 'data', 'poster', 'background', 'xlink:href', 'srcdoc', 'hx-get', 'hx-post', 'code', 'values', 'to', 'from'];
  const closed = ['IFRAME', 'OBJECT', 'EMBED', 'BASE', 'FRAME', 'PORTAL', 'APPLET', 'STYLE'];
  const note = (element, what) => found.push(`<${element.nodeName.toLowerCase()} ${what}>`.slice(0, 120));
  const runs = (value) => /^(javascript|vbscript|data):/i.test(value.replace(/[\\u0000-\\u0020]/g, '')) || /^[\\\\/]{2,}xss7/.test(value.trim());
  const look = (element) => {
    for (const {name, value} of element.attributes) {
      if (name.includes(mark)) note(element, name);
      else if (/^(on|hx-on|x-|v-|@)/.test(name) && value.includes(mark)) note(element, `${name}=${value}`);
      else if (addresses.includes(name) && value.includes(mark) && (runs(value) || name === 'srcdoc')) note(element, `${name}=${value}`);
      else if (name === 'style' && value.includes(mark)) note(element, `${name}=${value}`);
      else if (name === 'http-equiv' && (element.content || '').includes(mark)) note(element, name);
    }
    const whole = element.outerHTML;
    if (closed.includes(element.nodeName.toUpperCase()) && whole.includes(mark)) note(element, whole);
    if (element.nodeName.toLowerCase() === 'script' && (element.src || '').includes(mark)) note(element, whole);
    if (element.nodeName.toLowerCase().includes(mark)) note(element, whole);
  };
  const walk = (root) => {
    for (const element of root.querySelectorAll('*')) {
      look(element);
      if (element.shadowRoot) walk(element.shadowRoot);
      if (element.content && element.nodeName === 'TEMPLATE') walk(element.content);
    }
  };
  walk(document);
  // What was read once, written out and read again: parsers that disagree with themselves (mXSS).
  const again = document.implementation.createHTMLDocument('');
  again.body.innerHTML = document.body ? document.body.innerHTML : '';
  walk(again);
  for (const element of document.body ? document.body.querySelectorAll('*') : [])
    for (const name of ['mouseover', 'pointerenter', 'focus', 'click', 'toggle', 'animationend', 'input'])
      element.dispatchEvent(new Event(name, {bubbles: false, cancelable: true}));
  return found.concat(window.ran.map(() => 'ran'));
}
"""


class Judge:
    """Shows pages to Chromium. The site's own scripts and styles run as they do for visitors; nothing else is on its network."""

    def __init__(self, browser: Browser) -> None:
        self.context = browser.new_context(locale="zh-CN")
        self.context.add_init_script(WATCH)
        self.context.route("**/*", self._answer)
        self.page = self.context.new_page()
        self.page.on("dialog", self._said)
        self.shown: bytes = b""
        self.asked: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.context.close()

    def _said(self, dialog: Dialog) -> None:
        self.asked.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _answer(self, route: Route) -> None:
        parts = urlsplit(route.request.url)
        if MARK in parts.netloc:
            self.asked.append(route.request.url)
        if route.request.is_navigation_request() and route.request.frame.parent_frame is None and parts.netloc == "judge.example":
            route.fulfill(body=self.shown, content_type="text/html; charset=utf-8")
        elif parts.path.startswith(settings.STATIC_URL) and (file := self._static(parts.path)):
            route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0] or "application/octet-stream")
        else:
            route.abort()

    @staticmethod
    def _static(path: str) -> Path | None:
        found = finders.find(path.removeprefix(settings.STATIC_URL))
        return Path(found) if isinstance(found, str) and Path(found).is_file() else None

    def look_at(self, path: str, body: bytes) -> list[str]:
        """What in this page would run, or has."""
        self.shown, self.asked = body, []
        self.page.goto(HERE + path, wait_until="load")
        found: Any = self.page.evaluate(LOOK, MARK)
        return [*found, *self.asked]

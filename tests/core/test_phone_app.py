"""The site as an app on a phone: the manifest, the worker, and the page without a network (UXR-06, its browser part in tests/journeys)."""

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from core.content import release

pytestmark = pytest.mark.django_db


def path_of(address: str) -> str:
    """The file behind a static address."""
    found = finders.find(address.removeprefix("/static/"))
    assert found, address
    return str(found)


def test_the_manifest_names_what_a_phone_needs():
    answer = Client().get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    found = json.loads(answer.content)
    assert (found["start_url"], found["scope"], found["display"], found["lang"]) == ("/", "/", "standalone", "zh-Hans")
    sizes = {icon["sizes"] for icon in found["icons"]}
    assert sizes == {"192x192", "512x512"} and {icon["purpose"] for icon in found["icons"]} == {"any", "maskable"}
    for icon in found["icons"]:
        with Image.open(path_of(re.sub(r"\.[0-9a-f]{12}\.", ".", icon["src"]))) as image:
            assert f"{image.width}x{image.height}" == icon["sizes"]
    for shortcut in found["shortcuts"]:
        assert Client().get(shortcut["url"]).status_code in (200, 302)


def test_every_page_names_the_manifest():
    assert '<link rel="manifest" href="/manifest.webmanifest">' in Client().get("/").content.decode()


def test_the_worker_keeps_the_offline_page_and_its_files_and_nothing_else():
    answer = Client().get("/sw.js")
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/javascript") and answer["Cache-Control"] == "no-cache"
    assert release()[:16] in text and "{{" not in text
    files = [file.encode().decode("unicode_escape") for file in re.findall(r'"([^"]+)"', text.split("const FILES", 1)[1].split(";", 1)[0])]
    assert files[0] == "/offline/" and all(file.startswith("/static/core/") for file in files[1:])
    assert "cache.put" not in text


def test_the_offline_page_says_what_to_do_and_asks_nobody():
    answer = Client().get("/offline/")
    text = answer.content.decode()
    assert answer.status_code == 200 and 'href="tel:' in text and "noindex" in text
    assert "hx-get" not in text and "<form" not in text

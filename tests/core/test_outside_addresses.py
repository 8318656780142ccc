"""W4: whatever address somebody puts into a field or a setting, nothing inside our own network is ever connected to.

Every connection that Python makes is noted (PostgreSQL's driver connects in C and is not in it). Names resolve as an attacker who owns
a domain would have them: to the inside at once, or to the outside first and to the inside at the second question.
"""

import ipaddress
import itertools
import socket
from typing import Any

import pytest
from django.test import Client
from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import EmbedException

from core import outbound
from core.outbound import OutboundError, is_outside, post_json
from home.models import MenuLink
from tests.cms.factories import article, draft_article
from tests.home.factories import MENU_FORM
from tests.members.factories import make_staff

NUMBERS = ["127.0.0.1", "2130706433", "0x7f000001", "017700000001", "127.1", "0", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1"]
NUMBERS += ["169.254.169.254", "169.254.170.2", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "192.0.0.192", "198.18.0.1", "203.0.113.9", "224.0.0.1"]
NUMBERS += ["255.255.255.255", "240.0.0.1", "192.0.2.1", "100.100.100.200"]
SIX = ["::1", "::", "::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "fe80::1", "fc00::1", "fd00:ec2::254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe"]
SIX += ["2002:7f00:1::", "2002:a9fe:a9fe::", "2001:db8::1", "ff02::1", "::127.0.0.1"]
NAMES = ["localhost", "LOCALHOST.", "inside.attacker.example", "rebinding.attacker.example", "metadata.google.internal", "127.0.0.1.nip.io"]
SCHEMES = ["file:///etc/passwd", "gopher://127.0.0.1:6379/_FLUSHALL", "dict://127.0.0.1:11211/stats", "ftp://127.0.0.1/", "ldap://127.0.0.1/"]
SCHEMES += ["javascript:alert(1)", "data:text/html,x", "//127.0.0.1/", "http:///", "http://[::1", "http://127.0.0.1:99999/", "http://u:p@127.0.0.1/"]
SCHEMES += ["http://example.com@127.0.0.1/", "http://127.0.0.1#@example.com/", "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://a\u0000b/", ""]
URLS = [*(f"http://{host}/latest/meta-data/" for host in NUMBERS), *(f"http://[{host}]/" for host in SIX), *(f"https://{host}/" for host in NAMES), *SCHEMES]
PUBLIC = "93.184.215.14"


def test_there_are_sixty() -> None:
    assert len(set(URLS)) >= 60


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Where Python has tried to connect to; no connection is made."""
    tried: list[str] = []
    real, answers = socket.getaddrinfo, itertools.cycle([PUBLIC, "127.0.0.1"])

    def resolve(host: Any, port: Any, *rest: Any, **named: Any) -> list:
        name = str(host)
        if name == "rebinding.attacker.example":
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]
        if name in ("inside.attacker.example", "metadata.google.internal", "127.0.0.1.nip.io"):
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("169.254.169.254", port))]
        return real(host, port, *rest, **named)

    def connect(_: Any, address: Any) -> None:
        tried.append(address[0] if isinstance(address, tuple) else str(address))
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(outbound, "CONNECT_SECONDS", 0.2)
    return tried


def inside(tried: list[str]) -> list[str]:
    """Those that are no public address."""
    return [host for host in tried if not ipaddress.ip_address(host).is_global]


@pytest.mark.parametrize("url", URLS)
def test_the_one_client_never_connects_inside(url: str, connected: list[str]) -> None:
    for _ in range(2):
        with pytest.raises(OutboundError):
            post_json(url, {})
    assert inside(connected) == []


def test_a_name_that_changes_its_mind_gains_nothing(connected: list[str]) -> None:
    with pytest.raises(OutboundError):
        post_json("https://rebinding.attacker.example/", {})
    assert connected == [PUBLIC], "the checked address is the one that is called"


def test_the_twin_that_asks_the_name_again_is_led_inside(connected: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    checked = outbound._checked_address
    monkeypatch.setattr(outbound, "_checked_address", lambda host, port: checked(host, port) and host)
    with pytest.raises(OutboundError):
        post_json("https://rebinding.attacker.example/", {})
    assert inside(connected) == ["127.0.0.1"]


@pytest.mark.parametrize(("address", "outside"), [(PUBLIC, True), ("2606:2800:21f:cb07::1", True), ("64:ff9b::5db8:d70e", True), ("2002:5db8:d70e::", True)])
def test_public_addresses_are_outside(address: str, outside: bool) -> None:
    assert is_outside(address) is outside


@pytest.mark.django_db
def test_nothing_that_editors_put_into_a_field_is_fetched(connected: list[str]) -> None:
    """Embeds are off; the address of a menu, of a notice, of a rich text is only ever shown."""
    publisher = Client(raise_request_exception=False)
    publisher.force_login(make_staff("publisher"))
    for url in URLS:
        with pytest.raises(EmbedException):
            get_embed(url)
        answer = publisher.post("/admin/home-menus/new/", {**MENU_FORM, "place": "", "url": url, "label": "外面"})
        assert answer.status_code in (200, 302)
    text = "".join(f'<p>看<a href="{url}">这里</a><embed embedtype="media" url="{url}"/></p>' for url in URLS if '"' not in url and "\x00" not in url)
    page = article("带地址的文章", body=[("paragraph", text)])
    assert Client().get(page.get_url_parts()[2]).status_code == 200
    editor = Client(raise_request_exception=False)
    editor.force_login(make_staff("editor"))
    assert editor.get(f"/admin/pages/{draft_article().pk}/edit/").status_code == 200
    assert connected == []
    kept = MenuLink.objects.filter(label="外面").values_list("url", flat=True)
    assert not [url for url in kept if not url.startswith(("http://", "https://", "/"))]

"""What a browser says of itself, in words that people know."""

import pytest

from core.templatetags.devices import device

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/149.0.0.0 Safari/537.36"
WECHAT = "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0.50"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (CHROME, "电脑，谷歌浏览器"),
        (WECHAT, "安卓手机，微信"),
        (EDGE, "电脑，微软浏览器"),
        (IPHONE, "苹果手机，苹果浏览器"),
        ("curl/8.5", "别的程序"),
        ("", "别的程序"),
    ],
)
def test_a_device_is_said_in_words(said: str, shown: str):
    assert device(said) == shown

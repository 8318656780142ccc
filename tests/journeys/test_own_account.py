"""A family's account from the first visit, in a real browser at both widths: register, change data, change password, log in again."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.fixtures.browser import NARROW, WIDE
from tests.waiting import poll

PHONE = "13912345678"
FIRST, SECOND = "Lantern-82-river", "Meadow-19-stone"


def code_on_the_simulator(page: Page) -> str:
    """The newest code that the simulated provider has sent to the number."""
    other = page.context.new_page()

    def found() -> str:
        other.goto(f"/simulators/sms/?phone={PHONE}")
        match = re.search(r"验证码 (\d{6})", other.locator("main").inner_text())
        return match.group(1) if match else ""

    code = poll(found, timeout=15, why="the code on the simulator's screen")
    other.close()
    return code


def log_in(page: Page, password: str) -> None:
    """Fill the log-in form."""
    page.get_by_label("手机号或登录名").fill(PHONE)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


@pytest.mark.req("MEM-05")
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_register_change_and_come_back(browser_page: Page):
    page = browser_page
    page.goto("/accounts/signup/")
    page.get_by_label("手机号").fill(PHONE)
    page.get_by_label("设一个密码").fill(FIRST)
    page.get_by_label("怎么称呼你").fill("陈女士")
    for box in ("用户协议", "隐私说明"):
        expect(page.get_by_label(box)).not_to_be_checked()
        page.get_by_label(box).check()
    page.get_by_role("button", name="收短信，注册").click()
    page.get_by_label("验证码").fill(code_on_the_simulator(page))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("陈女士，你好")

    page.goto("/my/profile/")
    page.get_by_label("怎么称呼你").fill("陈阿姨")
    page.get_by_label("所在区").select_option(label="朝阳区")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("改好了。")).to_be_visible()

    page.goto("/accounts/password/change/")
    page.get_by_label("现在的密码").fill(FIRST)
    page.get_by_label("新密码", exact=True).fill(SECOND)
    page.get_by_label("再写一遍新密码").fill(SECOND)
    page.get_by_role("button", name="换成新密码").click()

    page.goto("/accounts/logout/")
    page.get_by_role("button", name="退出", exact=True).click()
    page.goto("/my/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
    log_in(page, SECOND)
    expect(page.get_by_role("heading", level=1)).to_have_text("陈阿姨，你好")

    page.context.clear_cookies()
    throttled = page.get_by_text("试得太多了")
    for _ in range(21):  # ten are checked; twice that, should a new quarter of an hour begin meanwhile
        page.goto("/accounts/login/")
        log_in(page, "not-this-one")
        expect(page.get_by_role("alert").or_(throttled).first).to_be_visible()
        if throttled.count():
            break
    page.goto("/accounts/login/")
    log_in(page, SECOND)
    expect(throttled.first).to_be_visible()

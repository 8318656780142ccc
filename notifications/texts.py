"""The SMS texts. Providers approve texts one by one, so code names a text and gives its words; it never sends free text."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "code": "验证码 {code}，5 分钟内有效。任何人问你要都不要给，我们的员工也不会问。",
    "unknown_account": "有人用这个号码登录，但它还没有注册。如果是你，请先注册；如果不是，不用理会。",
    "account_exists": "有人用这个号码注册，但它已经有账号了。如果是你，请直接登录；忘了密码可以用验证码登录。",
    "password_changed": "你的登录密码刚刚改过。不是你本人操作，请马上用验证码登录并重设密码。",
    "phone_changed": "你的账号换了手机号，以后用新号码登录。不是你本人操作，请马上打电话给我们。",
    "account_suspended": "你的账号已停用。想知道原因或要申诉，请打电话给我们。",
    "ticket_answered": "你的{what} 有答复了。在网站上打开它，填手机号后四位就能看。",
    "notice": "{title}。登录网站在“消息”里查看。",
}


def text_of(template: str, params: Mapping[str, str], signature: str) -> str:
    """The whole SMS with its signature. Raises KeyError for an unknown text or a missing word."""
    return f"【{signature}】" + TEXTS[template].format_map(dict(params))

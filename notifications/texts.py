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
    "order_requested": "订单 {number} 提交了：{title}，{when}，{sum} 元，等{provider}接单，有答复马上告诉你。没答复不收钱。",
    "order_accepted": "约好了，订单 {number}：{title}，{when}，{worker}来，{sum} 元。签到码 {code}，上门时报给他。改时间回“改 {number} 周日下午3点”，取消回“取消 {number}”。",
    "order_quoted": "订单 {number}：{provider}报了新价 {price} 元（{title}，{when}）。同意回“确认”，不做了回“取消 {number}”。",
    "order_refused": "订单 {number} 没接成：{provider}{when}来不了，没有收钱。换个时间再发一条，我们接着约。",
    "order_moved": "订单 {number} 改到{when}，{worker}来，共 {sum} 元。",
    "order_reassigned": "订单 {number} 换了一位来：{when}，{worker}，时间和价格不变。",
    "order_cancelled": "订单 {number}（{title}，{when}）取消了。",
    "order_withdrawn": "订单 {number}：{provider}{when}来不了了，没有收钱。换个时间再发一条，我们接着约。",
    "order_expired": "订单 {number}（{when}）没等到答复，作废了，没有收钱。",
    "order_finished": "订单 {number} 做完了，应付 {sum} 元。满意就把完工码 {end_code} 报给他。有不满意的打服务热线，没有意见到期就算确认。",
    "order_extra": "订单 {number} 现场要加一项：{extra}，{extra_sum} 元。同意回“确认”，不同意不用回，不会收钱。",
    "waiting_offer": "轮到你了：{title}，{when}，{provider}，共 {price} 元。给你留到 {until}，要的话打开 {link} 确认，过时就轮到下一家。",
    "sms_quote": "{title}，{when}，{where}，{provider}，共 {sum} 元{lines}。给你留到{until}，要的话回“确认”，换时间直接发新时间。",
    "sms_missing": "收到。还差{missing}，补一条就行，比如“{example}”。",
    "sms_full": "{when}约不上。最近能约：{times}。回一个时间，比如“{example}”。",
    "sms_times": "{when}能约：{times}。回一个时间，比如“{example}”。",
    "sms_nobody": "{what}在{where}现在还没有能直接约的，已经转给坐席，会给你回电话。编号 {number}。",
    "sms_unclear": "没看明白。约服务发“保洁 周六上午10点 2小时 朝阳望京西园四区12号楼”，更多写法回“帮助”。",
    "sms_help": "约：保洁 周六上午10点 2小时 朝阳望京西园四区12号楼。改：改 订单号 周日下午3点。取消：取消 订单号。查：查 订单号。要人接：打服务热线。",
    "sms_not_yours": "没有找到这个号码下的订单{number}。看自己的订单回“查”。",
    "sms_which": "要办哪一单？{orders}。把订单号写上再发一次。",
    "sms_which_yes": "有几样在等你答复：{asked}。同意哪一样，回“确认”加它的订单号。",
    "sms_none": "这个号码现在没有等着上门的订单。",
    "sms_orders": "{orders}",
    "sms_move_when": "订单 {number} 改到什么时候？发“改 {number} 周日下午3点”。",
    "sms_move_quote": "订单 {number} 改到{when}，共 {sum} 元{fee}。要改回“确认”。",
    "sms_cancel_quote": "取消订单 {number}（{title}，{when}）要付 {fee} 元，{reason}。一定要取消回“确认”。",
    "sms_moved": "订单 {number} 改到{when}了，共 {sum} 元。",
    "sms_cancelled": "订单 {number}（{title}，{when}）取消了。",
    "sms_agreed": "好，订单 {number} 加一项：{extra}，{extra_sum} 元。",
    "sms_dropped": "好，不约了，时间已经放开。",
    "sms_as_before": "好，订单 {number} 照原来的，没有动。",
    "sms_nothing": "没有等你确认的。约服务发“保洁 周六上午10点 2小时 朝阳望京西园四区12号楼”。",
    "sms_refused": "{why}",
    "survey": "{title}做得怎样？点开答几个问题，不用登录，不记名：{url}",
    "notice": "{title}。登录网站在“消息”里查看。",
}


def text_of(template: str, params: Mapping[str, str], signature: str) -> str:
    """The whole SMS with its signature. Raises KeyError for an unknown text or a missing word."""
    return f"【{signature}】" + TEXTS[template].format_map(dict(params))

"""What the audit log's codes are called on the screen: "enterprise.approve" is 加盟企业 · 通过. The code itself stays in the log."""

from wagtail.log_actions import registry

from members.permissions import labels

# What is no resource of permissions.toml, or is called otherwise here.
MODULES = {
    "wagtail": "内容和后台",
    "media": "图片和文件",
    "request": "请求",
    "service_type": "服务项目",
    "account": "账号",
    "outbox": "事件箱",
}
VERBS = {
    "access": "查看",
    "add": "新增",
    "add_file": "传文件",
    "add_item": "加一样",
    "add_photo": "加照片",
    "add_section": "加栏目",
    "apply": "申请加盟",
    "approve": "通过",
    "arrange": "排好栏目",
    "cancel": "取消",
    "change": "修改",
    "change_item": "改一样",
    "change_password": "改密码",
    "change_photo": "改照片",
    "change_section": "改栏目",
    "close": "关闭",
    "code": "要验证码",
    "create": "新建",
    "delete": "删除",
    "dismiss": "不成立",
    "drop": "拿掉收藏",
    "edit": "修改",
    "end": "结束",
    "enquire": "留言咨询",
    "expire": "到期",
    "first_administrator": "建第一个管理员",
    "give": "同意",
    "go_live": "到时上线",
    "grant": "授予",
    "hide": "撤下",
    "import": "批量录入",
    "login": "登录",
    "logout": "退出",
    "make_flyer": "做宣传单",
    "merge": "合并",
    "move_section": "调栏目次序",
    "open_private": "打开文件",
    "pause": "暂停",
    "plan": "定参数",
    "post": "起草",
    "prove_phone": "验证手机号",
    "publish": "发布",
    "purge_unproven": "清理未验证账号",
    "reactivate": "恢复账号",
    "read": "查看",
    "receive_image": "收图片",
    "receive_private": "收文件",
    "refused": "被拒",
    "register": "注册",
    "reinstate": "恢复营业",
    "reject": "退回",
    "remove_file": "删文件",
    "remove_item": "去掉一样",
    "remove_photo": "删照片",
    "remove_section": "去掉栏目",
    "renew": "续期",
    "reopen": "接着聊",
    "reply": "回复",
    "reset_password": "找回密码",
    "restore": "恢复显示",
    "restore_version": "拿回一版",
    "resume": "恢复",
    "retry": "再试",
    "return": "退回",
    "reveal": "看完整号码",
    "reveal_phone": "看完整号码",
    "save": "收藏",
    "save_application": "存申请",
    "say": "发言",
    "schedule": "定时上线",
    "send": "发送",
    "shift": "调次序",
    "submit": "提交",
    "suspend": "停用",
    "sync_roles": "同步角色",
    "uphold": "成立",
    "update": "修改",
    "withdraw": "撤回",
}


def module_name(code: str) -> str:
    """A module in Chinese; an unknown one as it is."""
    return MODULES.get(code) or labels().get(code, code)


def function_name(code: str) -> str:
    """A function in Chinese: ours by its verb, Wagtail's by Wagtail's own word; an unknown one as it is."""
    if registry.action_exists(code):
        return str(registry.get_action_label(code))
    return VERBS.get(code.rpartition(".")[2], code)


def functions_called(words: str) -> list[str]:
    """The verbs whose name contains these words."""
    return [verb for verb, name in VERBS.items() if words in name]

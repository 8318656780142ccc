"""Reads `permissions.toml` into the table that `core.access` asks.

The file is data: resource → role → verb → scope letters, and a Chinese `label` for each resource. `problems` says what is wrong with
it; the system check members.E001 shows it, so that a slip of the pen fails at start and not as a missing right.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from core.access import Table
from members.roles import Role

FILE = Path(__file__).with_name("permissions.toml")
SCOPES = frozenset("potsj*")
NAME = re.compile(r"[a-z][a-z_]*")
# What the screen 权限表 calls verbs and scopes.
SCOPE_NAMES = {"p": "公开部分", "o": "本人", "t": "本组织", "s": "自己门店的人", "j": "派到手上的", "*": "全部"}
VERB_NAMES = {
    "accept": "接单",
    "announce": "以网络中心名义发布",
    "appeal": "申诉",
    "apply": "申请",
    "approve": "审批",
    "block": "拉黑",
    "cancel": "取消",
    "check_in": "到场签到",
    "close": "结束",
    "configure": "设置",
    "confirm": "确认价格和完工",
    "create": "新建",
    "decide_appeal": "裁定申诉",
    "delete": "删除",
    "dispatch": "派工",
    "end": "提前终止",
    "enrol": "报名",
    "enter": "进入",
    "exit": "退出",
    "export": "导出",
    "finish": "完工",
    "freeze": "冻结",
    "grade": "评级",
    "handle": "处理",
    "assign": "指派",
    "reopen": "重新打开",
    "hide": "撤下",
    "honour": "给称号",
    "issue": "发放",
    "leave": "办离开",
    "mediate": "调解",
    "merge": "合并",
    "override": "改判",
    "pay": "付款",
    "draft": "起草",
    "promote": "推荐",
    "propose": "提人选",
    "read": "看",
    "rebuild": "重建",
    "redeem": "兑换",
    "register": "注册",
    "renew": "续期",
    "reply": "回复",
    "decide": "核实以后决定",
    "request": "提请",
    "restore": "恢复",
    "retry": "重试",
    "reveal": "看完整号码",
    "reverse": "冲正",
    "route": "流转",
    "settle": "结算",
    "sign": "签合同",
    "submit": "提交",
    "summarise": "看合计",
    "suspend": "停用",
    "switch": "开关接单",
    "update": "修改",
    "verify": "核验",
    "visit": "回访",
    "waive": "免收",
    "withdraw": "撤回",
}


@cache
def document(file: Path = FILE) -> Mapping[str, Mapping[str, Any]]:
    """The file as it stands."""
    return tomllib.loads(file.read_text(encoding="utf-8"))


def table(file: Path = FILE) -> Table:
    """Resource → role → verb → scopes, for `core.access.install`."""
    return {
        resource: {role: {verb: frozenset(letters) for verb, letters in verbs.items()} for role, verbs in rules.items() if role != "label"}
        for resource, rules in document(file).items()
    }


def labels() -> dict[str, str]:
    """What each resource is called on the staff screen."""
    return {resource: str(rules["label"]) for resource, rules in document().items()}


def in_words(verbs: Mapping[str, frozenset[str]]) -> list[str]:
    """What somebody may do, for people: 看：全部."""
    return [f"{VERB_NAMES.get(verb, verb)}：{'、'.join(name for letter, name in SCOPE_NAMES.items() if letter in letters)}" for verb, letters in verbs.items()]


def problems(rules_of: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """What is wrong with a permission document: unknown roles or scopes, malformed names, a resource without label."""
    found = []
    for resource, rules in rules_of.items():
        if not NAME.fullmatch(resource):
            found.append(f"资源名 {resource} 不合规则。")
        if not rules.get("label"):
            found.append(f"{resource} 没有 label。")
        found += [f"{resource}.{role}：没有这个角色。" for role in rules if role != "label" and role not in Role.values]
        found += _verb_problems(resource, rules)
    return found


def _verb_problems(resource: str, rules: Mapping[str, Any]) -> list[str]:
    found = []
    for role, verbs in rules.items():
        if role == "label":
            continue
        for verb, letters in verbs.items():
            if not NAME.fullmatch(verb):
                found.append(f"{resource}.{role}.{verb}：动作名不合规则。")
            if not letters or not set(letters) <= SCOPES or len(set(letters)) != len(letters):
                found.append(f"{resource}.{role}.{verb} = {letters!r}：范围只能由 p o t s j * 组成，不能为空或重复。")
    return found

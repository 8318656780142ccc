"""The menus of the public site, and the addresses of the product that an entry may lead to without anybody knowing them."""

from django.db import models


class Menu(models.TextChoices):
    """Where an entry stands."""

    MAIN = "main", "主导航"
    STRIP = "strip", "页顶右侧"
    TABS = "tabs", "手机底栏"
    FOOT_FIND = "foot_find", "页脚：找服务"
    FOOT_JOIN = "foot_join", "页脚：合作"
    FOOT_ABOUT = "foot_about", "页脚：说明"


PLACES = [
    ("search:results", "搜索"),
    ("listings:list", "供求信息"),
    ("listings:post", "发布信息"),
    ("catalog:index", "全部分类"),
    ("pricing:list", "指导价格"),
    ("enterprises:list", "加盟企业名录"),
    ("enterprises:apply", "企业加盟申请"),
    ("enterprises:home", "企业中心"),
    ("recruitment:list", "招聘信息"),
    ("bulletins:list", "便民公告"),
    ("notifications:inbox", "消息"),
    ("members:my", "会员中心"),
    ("account_signup", "注册"),
    ("intake:feedback", "意见反馈"),
]
ICONS = [
    ("search", "放大镜"),
    ("list-checks", "清单"),
    ("store", "店铺"),
    ("newspaper", "报纸"),
    ("building-2", "楼"),
    ("pencil", "笔"),
    ("message-square-text", "消息"),
    ("user-round", "人"),
    ("phone", "电话"),
    ("chevron-right", "箭头"),
]

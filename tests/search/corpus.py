"""A small city of listings, always the same: enough overlap that order, filters, distances and ties all matter."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from marketplace.catalog.queries import catalogue
from search.documents import Document

WORDS = ("专业", "金牌", "资深", "贴心", "本地", "高级", "平价", "老牌", "放心", "周末")
TAILS = ("服务", "上门服务", "团队", "师傅", "阿姨", "一对一", "价格透明", "随叫随到")
SENTENCES = (
    "从业十年以上，服务过上千户家庭",
    "持健康证上岗，定期体检",
    "价格公开透明，没有隐形收费",
    "不满意可以免费返工",
    "周末和节假日照常服务",
    "工具和清洁剂自带",
    "会做家常菜，会照顾老人和孩子",
    "产妇月子餐，新生儿洗澡抚触",
    "马桶疏通，下水道清理",
    "擦玻璃，深度保洁，开荒保洁",
    "家具拆装，钢琴搬运",
    "宠物洗澡美容，上门喂养",
)


def listings(count: int, *, now: datetime, seed: int = 7) -> Iterator[Document]:
    """Documents 1…count over every sub-category, district and side."""
    choose = random.Random(seed)
    tree = catalogue()
    pairs = [(top, node) for top in tree.tops for node in top.children]
    for number in range(1, count + 1):
        top, node = choose.choice(pairs)
        district = choose.choice(tree.districts)
        rated = choose.random() < 0.6
        yield Document(
            type="listing",
            object_id=number,
            external_id=f"x{number}",
            title=choose.choice([district.short, "北京", ""]) + choose.choice(WORDS) + node.name + choose.choice(TAILS),
            url=f"/listings/{number}/",
            tags=(node.name, top.name, district.name, district.short),
            body="，".join(choose.sample(SENTENCES, 3)) + ("。家政服务网络中心成员。" if choose.random() < 0.7 else "。"),
            category=node.name,
            categories=(top.code, node.code),
            district=district.code,
            district_name=district.name,
            side="offer" if choose.random() < 0.8 else "request",
            price_fen=choose.randint(20, 900) * 100 if choose.random() < 0.9 else None,
            unit="元/次",
            rating=choose.choice((4.2, 4.6, 4.8, 5.0)) if rated else None,
            rating_count=choose.randint(1, 90) if rated else 0,
            completeness=choose.choice((0.2, 0.5, 0.8, 1.0)),
            published_at=now - timedelta(hours=choose.randint(0, 5000)),
            lat=39.9 + choose.gauss(0, 0.12),
            lng=116.4 + choose.gauss(0, 0.15),
            summary="一句话",
        )

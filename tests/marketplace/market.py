"""A market file of any size for `import_market`: the same lines for the same size."""

import json
import random
from collections.abc import Iterator

DISTRICTS = ["朝阳区", "海淀区", "东城区", "西城区", "丰台区"]
CATEGORIES = ["月嫂", "家庭保洁", "保姆", "水电维修", "家庭搬家", "家政服务"]
UNITS = ["元/小时", "元/次", "元/月"]


def market_lines(size: int, *, seed: int = 1) -> Iterator[str]:
    """Lines of `size` listings and of the enterprises that they name, one for every twenty."""
    chance = random.Random(seed)
    shops = [f"e{number}" for number in range(size // 20 + 1)]
    for number, key in enumerate(shops):
        yield _line(
            kind="enterprise",
            key=key,
            name=f"北京{key}家政服务有限公司",
            licence_no=f"91110105MA{number:08d}",
            district=chance.choice(DISTRICTS),
            address="望京街道 2 层",
            phone="010-61234567",
            **_point(chance),
        )
    for number in range(size):
        category = chance.choice(CATEGORIES)
        yield _line(
            kind="listing",
            key=f"l{number}",
            side=chance.choice(["offer", "request"]),
            enterprise=chance.choice([None, chance.choice(shops)]),
            category=category,
            title=f"{category}，望京一带可以上门 {number}",
            description="先问清做什么、做多久，再说价钱。" * 5,
            price_yuan=f"{chance.randint(30, 9000)}.00",
            unit=chance.choice(UNITS),
            district=chance.choice(DISTRICTS),
            tags=["自带工具", "会粤语"],
            **_point(chance),
        )


def _point(chance: random.Random) -> dict[str, float]:
    return {"lat": round(39.8 + chance.random() / 4, 5), "lng": round(116.2 + chance.random() / 3, 5)}


def _line(**values: object) -> str:
    return json.dumps(values, ensure_ascii=False)

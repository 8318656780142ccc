"""The drawings that content may use where there is no photograph (static/core/art)."""

SCENES = [
    ("window", "擦玻璃"),
    ("livingroom", "客厅保洁"),
    ("hood", "油烟机"),
    ("baby", "月嫂与宝宝"),
    ("elder", "陪护老人"),
    ("cook", "做饭"),
    ("pipe", "水管"),
    ("aircon", "空调"),
    ("wardrobe", "衣物收纳"),
    ("moving", "搬家"),
    ("study", "家教"),
    ("plants", "绿植"),
    ("cat", "宠物"),
    ("training", "培训教室"),
    ("street", "街坊"),
    ("notice", "公告"),
]
CATEGORY_SIGNS = {
    "housekeeping": "cat-housekeeping",
    "cleaning": "cat-cleaning",
    "repair": "cat-repair",
    "moving": "cat-moving",
    "car": "cat-car",
    "tutor": "cat-tutor",
    "wedding": "cat-wedding",
    "pet": "cat-pet",
    "hot": "cat-hot",
    "other": "cat-other",
}


def scenes() -> list[tuple[str, str]]:
    """The choices of a field that names a drawing; callable, so that a new drawing needs no migration."""
    return SCENES

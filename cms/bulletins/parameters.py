"""What staff set for the board (PAR-01)."""

from core.parameters.declared import Parameter, declare
from core.parameters.kinds import Switch

MODERATION = declare(
    Parameter(
        "bulletins.moderation",
        "公告栏",
        "发布前审核",
        Switch("先审后发", "先发后审"),
        True,
        "先发后审时，居民和企业的公告马上公开，审核的同事事后撤下不合适的。",
    )
)

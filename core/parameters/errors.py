"""Why a parameter cannot be set or a value taken back."""

from core.errors import Conflict


class AlreadyPlanned(Conflict):
    """There is a value from that very moment."""

    code = "parameter_planned"
    message = "那一天已经定了一个值，先撤回它再定新的。"


class AlreadyInForce(Conflict):
    """What holds or has held is history."""

    code = "parameter_in_force"
    message = "这个值已经生效或者撤回过，不能再撤；要改就定一个新的值。"

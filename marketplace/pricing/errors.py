"""Why a guidance price cannot be published or withdrawn."""

from core.errors import Conflict


class GuidanceTaken(Conflict):
    """There is a range for this service, unit and district from this very day."""

    code = "guidance_taken"
    message = "这个项目、单位、区在这一天已经有一档指导价。要改先撤回那一档，或者换一个生效日期。"


class AlreadyWithdrawn(Conflict):
    """Somebody was faster."""

    code = "already_withdrawn"
    message = "这一档已经撤回了。"

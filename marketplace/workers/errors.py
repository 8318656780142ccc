"""Why something about a worker's file, his papers or his calendar cannot be done."""

from core.errors import Conflict, Forbidden


class NotYourOwnFile(Forbidden):
    """Maker and checker are never the same person (ROL-02)."""

    code = "not_your_own"
    message = "自己的、自己建的和自己单位的档案，要由另一位同事来审。"


class SameJudge(Forbidden):
    """Whoever blocked somebody does not decide on the appeal (X-TR-03)."""

    code = "same_judge"
    message = "拉黑是你定的，申诉要由另一位同事来定。"


class HasFile(Conflict):
    """One person, one file."""

    code = "has_file"
    message = "你已经有一份档案了，接着填就行。"


class PersonKnown(Conflict):
    """There is a file with this ID number."""

    code = "person_known"
    message = "这个身份证号已经登记过。在别家做过的，先请原来的单位办离开。"


class Blacklisted(Conflict):
    """The person is on the list that all enterprises of the network share (X-TR-03)."""

    code = "blacklisted"
    message = "这个人在全网的黑名单上，申诉成功以前不能再登记。"


class VettingIncomplete(Conflict):
    """Something on the checklist is missing (WRK-01, WRK-02); the message names it."""

    code = "vetting_incomplete"
    message = "审查清单还没齐。"


class IdentityFixed(Conflict):
    """Name and ID number of an approved file stand as they were checked."""

    code = "identity_fixed"
    message = "姓名和身份证号核验过了，要改请找人事办，改了要重新核验。"


class FileClosed(Conflict):
    """Nothing is changed in a file that was left or blocked."""

    code = "file_closed"
    message = "这份档案现在不能改。"


class StationedThere(Conflict):
    """He belongs to that outlet already on that day."""

    code = "stationed_there"
    message = "那天本来就是这样安排的。"


class PaperDecided(Conflict):
    """Somebody has looked at it already."""

    code = "paper_decided"
    message = "这份证件已经核验过了。有新的就再登记一份。"

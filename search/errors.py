"""Why something of the search is refused."""

from core.errors import Conflict


class TooManySaved(Conflict):
    """Too many saved searches."""

    code = "too_many_saved_searches"
    message = "保存的搜索满了，先去掉几个不用的。"

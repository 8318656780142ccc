"""Where the suite keeps its servers, and the small questions every service asks: a free port, is it there, how to wait."""

import os
import shutil
import socket
from pathlib import Path

from settings.parts import paths

BASE_DIR = paths.BASE_DIR
TEST_DIR = Path(os.environ.get("TEST_DIR") or paths._default_var_dir() / "test").resolve()
SOCKET_DIR = paths._socket_dir(TEST_DIR)
IN_CI = bool(os.environ.get("CI"))


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def program(*names: str) -> str | None:
    """The path of the first of these programs that is installed."""
    return next((found for name in names if (found := shutil.which(name))), None)


def port_open(port: int) -> bool:
    """Whether somebody listens on the port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def chinese_fonts() -> bool:
    """Whether a Noto CJK font is installed, so that screenshots show Chinese."""
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts"]
    return any(next(folder.glob("**/NotoSansCJK*"), None) for folder in folders)

"""Stopping from outside: the running `up` is asked to end; what a killed one left behind is ended here."""

import signal
from pathlib import Path

from home.operations.embedded.postgres import Cluster
from home.operations.embedded.processes import Known, wait_until
from home.operations.embedded.record import RunLock, end_marked

UP_SECONDS = 90


def stop_everything(var_dir: Path, socket_dir: Path) -> list[str]:
    """Stop `up`, its children and the database on this VAR_DIR; the names of what was running."""
    if not var_dir.is_dir():
        return []
    stopped, lock = [], RunLock(var_dir)
    if lock.held_by_another():
        noted = lock.read()
        known = Known(noted.get("pid", 0), noted.get("start", ""))
        known.send(signal.SIGTERM)
        wait_until(lambda: not known.alive, seconds=UP_SECONDS)
        stopped.append(f"运行中的网站（{noted.get('address', '')}）")
    if number := end_marked(var_dir):
        stopped.append(f"{number} 个遗留进程")
    cluster = Cluster(var_dir, socket_dir)
    if cluster.running():
        cluster.stop()
        stopped.append("遗留的数据库")
    return stopped

"""What makes a database ready, in order. Steps of one role run in one process of their own (`call.py`).

The cache table comes before migrate, because migrate's last act is to grant `app` its rights on all tables.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from home.operations.embedded.errors import EmbeddedError


@dataclass(frozen=True)
class Step:
    """A management command and what it is for."""

    label: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Stage:
    """Steps that run one after the other under one database role."""

    role: str
    steps: tuple[Step, ...]


CHECK = Stage("app", (Step("检查设置", ("check",)),))
SCHEMA = Stage("owner", (Step("建立缓存表", ("createcachetable",)), Step("建立数据表", ("migrate", "--noinput"))))
REFERENCE = Stage("app", (Step("同步角色与权限", ("sync_roles",)), Step("载入基础数据", ("load_reference",))))
DEMO = Stage("app", (Step("建立演示城市", ("seed_demo",)),))
# Thousands of small commits need not each wait for the disk: the stamp that is set after a stage does, and with it all that came before.
QUICKLY = "-c synchronous_commit=off"
STATIC = Stage("app", (Step("收集静态文件", ("collectstatic", "--noinput", "--clear")),))


def manage(base: Path, *arguments: str) -> list[str]:
    """The command line that runs manage.py with this Python."""
    return [sys.executable, str(base / "manage.py"), *arguments]


def run(stage: Stage, *, base: Path, environment: Mapping[str, str] | None = None) -> str:
    """Run the stage to its end; returns what it printed. Raises EmbeddedError with its last lines when a step fails."""
    if not stage.steps:
        return ""
    given = {**os.environ, **(environment or {}), "DATABASE_ROLE": stage.role, "PGOPTIONS": QUICKLY}
    work = json.dumps([step.command for step in stage.steps])
    done = subprocess.run([sys.executable, "-m", "home.operations.embedded.call", work], env=given, cwd=base, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "没有输出").splitlines()
        names = "、".join(step.label for step in stage.steps)
        raise EmbeddedError(f"准备失败（{names}）：{said[-1]}\n" + "\n".join(said[-30:]))
    return done.stdout

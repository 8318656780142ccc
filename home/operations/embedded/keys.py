"""The secrets of the embedded mode: made once, readable by us only, kept in `VAR_DIR/secrets`."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def new_secret_key() -> str:
    """A Django SECRET_KEY."""
    return secrets.token_urlsafe(64)


def new_field_key() -> str:
    """One key for encrypted fields: 32 bytes, URL-safe base64. FIELD_KEYS is a comma list, the first encrypts, all decrypt."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


SECRETS: dict[str, Callable[[], str]] = {"SECRET_KEY": new_secret_key, "FIELD_KEYS": new_field_key}


def ensure_secrets(var_dir: Path) -> dict[str, str]:
    """Make the secrets that are missing (0600 in a folder 0700); returns all, the environment's own first."""
    folder = var_dir / "secrets"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)
    return {name: os.environ.get(name) or _ensure(folder / name, make) for name, make in SECRETS.items()}


def _ensure(file: Path, make: Callable[[], str]) -> str:
    if file.is_file() and (kept := file.read_text().strip()):
        return kept
    value, fresh = make(), file.with_suffix(".unfinished")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(value + "\n")
        handle.flush()
        os.fsync(handle.fileno())
    fresh.rename(file)
    return value

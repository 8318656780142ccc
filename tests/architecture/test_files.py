"""Files of other makers are listed with licence and hash; translations are compiled; locks name no index; documents link to what exists."""

import hashlib
import re
import subprocess
import tomllib
from pathlib import Path

import polib

from tests.architecture import source

MANIFEST = source.BASE_DIR / "docs" / "vendored.toml"
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s#]+)(?:#[^)]*)?\)")
TOP_FOLDERS = {"docs", "requirements", "tests", "locale", "settings", *source.OWN}


def committed(*patterns: str) -> list[Path]:
    """Files that git knows or would know by pattern."""
    shown = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "--", *patterns], cwd=source.BASE_DIR, capture_output=True, text=True, check=True)
    return [source.BASE_DIR / name for name in shown.stdout.splitlines() if (source.BASE_DIR / name).is_file()]


def test_files_of_other_makers_are_listed_with_their_hash():
    listed = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))["file"] if MANIFEST.exists() else []
    on_disk = {source.short(path) for path in source.files("vendor/**/*") if path.is_file()}
    assert on_disk == {entry["path"] for entry in listed if "/vendor/" in entry["path"]}
    for entry in listed:
        content = (source.BASE_DIR / entry["path"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"], entry["path"]
        assert {"name", "version", "licence", "source"} <= set(entry), entry["path"]


def test_translations_are_compiled_from_their_text():
    for path in committed("*.po"):
        compiled = polib.mofile(str(path.with_suffix(".mo")))
        texts = {entry.msgid_with_context: (entry.msgstr, entry.msgstr_plural) for entry in compiled}
        assert texts == {entry.msgid_with_context: (entry.msgstr, entry.msgstr_plural) for entry in polib.pofile(str(path)).translated_entries()}, path


def test_locks_have_hashes_and_name_no_index():
    for path in committed("requirements/*.txt"):
        text = path.read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"^\s*(--(extra-)?index-url|--find-links|-i)\b|https?://", text, re.MULTILINE), path


def test_documents_link_to_what_exists():
    broken = []
    for path in committed("*.md"):
        for target in LINK.findall(path.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith(("mailto:", "/")) and not (path.parent / target).exists():
                broken.append(f"{source.short(path)} → {target}")
    assert broken == []


def test_no_other_top_folder():
    assert {path.relative_to(source.BASE_DIR).parts[0] for path in committed() if len(path.relative_to(source.BASE_DIR).parts) > 1} <= {".ci", *TOP_FOLDERS}


def test_no_folder_of_a_machine_is_named():
    place = re.compile(r"(?<![\w/.])/(?:home|root|work)/\w+")
    allowed = {"tests/architecture/test_files.py"}
    texts = {
        path: path.read_text(encoding="utf-8", errors="replace") for path in committed("*.py", "*.md", "*.toml", "*.html", "Makefile", "*.yaml", "Dockerfile")
    }
    assert [source.short(path) for path, text in texts.items() if place.search(text) and source.short(path) not in allowed] == []

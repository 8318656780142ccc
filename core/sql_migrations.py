"""SQL that lives beside its migration: `0002_name.sql` and its reverse `0002_name.reverse.sql`."""

from pathlib import Path

from django.db import migrations


def run_sql(migration_file: str) -> migrations.RunSQL:
    """The operation that runs the .sql file of a migration, with its reverse. Give it `__file__`."""
    base = Path(migration_file).with_suffix("")
    return migrations.RunSQL(base.with_suffix(".sql").read_text(encoding="utf-8"), base.with_suffix(".reverse.sql").read_text(encoding="utf-8"))

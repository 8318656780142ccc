from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    """A value is never edited or deleted; one that has not begun may be withdrawn once."""

    dependencies = [("parameters", "0001_values"), ("core", "0002_append_only")]
    operations = [run_sql(__file__)]

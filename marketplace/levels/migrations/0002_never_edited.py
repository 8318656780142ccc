from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    """What a level was worth stays; a level that was given is taken back once and never edited otherwise."""

    dependencies = [("levels", "0001_levels"), ("core", "0002_append_only")]
    operations = [run_sql(__file__)]

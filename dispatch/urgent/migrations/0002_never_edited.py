from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    """A version of a plan stays as it was written."""

    dependencies = [("urgent", "0001_urgent"), ("core", "0002_append_only")]
    operations = [run_sql(__file__)]

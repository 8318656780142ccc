from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    """A published text and a noted consent never change; a withdrawal is a row of its own."""

    dependencies = [("members", "0001_initial"), ("core", "0002_append_only")]
    operations = [run_sql(__file__)]

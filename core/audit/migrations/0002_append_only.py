from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    """The audit log refuses change and deletion."""

    dependencies = [("audit", "0001_initial"), ("core", "0002_append_only")]
    operations = [run_sql(__file__)]

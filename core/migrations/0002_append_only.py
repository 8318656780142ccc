from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    """A function that refuses changes, and its trigger on the state history."""

    dependencies = [("core", "0001_initial")]
    operations = [run_sql(__file__)]

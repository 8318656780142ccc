from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    """A version of content is never given twice, also when the transaction that took it is rolled back."""

    dependencies = [("core", "0002_append_only")]
    operations = [run_sql(__file__)]

from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    """What was answered stays."""

    dependencies = [("surveys", "0001_surveys"), ("core", "0002_append_only")]
    operations = [run_sql(__file__)]

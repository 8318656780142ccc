from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    """How the projection lies on disk, and the sequence of its versions."""

    dependencies = [("search", "0001_projection")]
    operations = [run_sql(__file__)]

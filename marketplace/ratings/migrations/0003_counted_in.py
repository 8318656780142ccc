from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    """What a rating adds to the sums is one call whose plan the database keeps."""

    dependencies = [("ratings", "0002_never_edited")]
    operations = [run_sql(__file__)]

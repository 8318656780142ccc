from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    """What was said stays said: versions and replies are never edited; the average that every score is pulled to."""

    dependencies = [("ratings", "0001_ratings"), ("core", "0002_append_only")]
    operations = [run_sql(__file__)]

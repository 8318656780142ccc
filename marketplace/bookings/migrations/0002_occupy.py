from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    """The only door to a worker's time, and prices that are never edited."""

    dependencies = [("bookings", "0001_bookings"), ("core", "0002_append_only")]
    operations = [run_sql(__file__)]

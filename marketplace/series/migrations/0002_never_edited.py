from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    """Quotes are only answered; which orders were made for a date, and what is due for a package, is never edited."""

    dependencies = [("series", "0001_series"), ("bookings", "0002_occupy"), ("core", "0002_append_only")]
    operations = [run_sql(__file__)]

from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    """The door to a worker's time always goes through the index of the constraint."""

    dependencies = [("bookings", "0009_end_code_and_waivers")]
    operations = [run_sql(__file__)]

from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    """The door to a worker's time goes through its index, and a refusal leaves nothing behind."""

    dependencies = [("bookings", "0009_end_code_and_waivers")]
    operations = [run_sql(__file__)]

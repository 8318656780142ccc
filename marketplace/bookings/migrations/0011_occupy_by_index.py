from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    """The door to a worker's time goes through its index, and a refusal leaves nothing behind."""

    dependencies = [("bookings", "0010_kept_for_line")]
    operations = [run_sql(__file__)]

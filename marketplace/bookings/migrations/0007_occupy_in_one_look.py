from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    """The door to a worker's time looks once where it looked three times."""

    dependencies = [("bookings", "0006_crews")]
    operations = [run_sql(__file__)]

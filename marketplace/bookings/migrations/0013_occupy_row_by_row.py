from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    """The door to a worker's time looks at the rows of his day one by one."""

    dependencies = [("bookings", "0012_kept_of_workers")]
    operations = [run_sql(__file__)]

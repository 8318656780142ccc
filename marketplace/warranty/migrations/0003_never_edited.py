from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    """What a warranty was stays said."""

    dependencies = [("warranty", "0002_days_of_the_order"), ("core", "0002_append_only")]
    operations = [run_sql(__file__)]

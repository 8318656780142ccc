from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    """Prices are only answered; contracts, signatures, what is due and care logs are only added."""

    dependencies = [("engagements", "0001_engagements"), ("bookings", "0002_occupy"), ("core", "0002_append_only")]
    operations = [run_sql(__file__)]

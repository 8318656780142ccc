"""Tags, services and documents are written after the page that shows them, so each of them changes the pages by itself."""

from django.db import migrations

from core.sql_migrations import run_sql


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_saved_lessons"), ("core", "0001_initial"), ("media", "0001_initial")]
    operations = [run_sql(__file__)]

"""The former links and their table go; apart from the copying, for a table with rows just written cannot be altered."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0002_paper_kinds")]

    operations = [
        *(migrations.RemoveField(name, "certificates") for name in ("jobposting", "application")),
        *(migrations.RenameField(name, "held_kinds", "certificates") for name in ("jobposting", "application")),
        migrations.DeleteModel("Certificate"),
    ]

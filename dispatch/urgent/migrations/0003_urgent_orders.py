from django.db import migrations


class Migration(migrations.Migration):
    """An urgent order is called one; a telephone call is another thing. The table keeps its name."""

    dependencies = [("urgent", "0002_never_edited")]

    operations = [
        migrations.AlterModelTable(name="call", table="urgent_call"),
        migrations.RenameModel(old_name="Call", new_name="UrgentOrder"),
    ]

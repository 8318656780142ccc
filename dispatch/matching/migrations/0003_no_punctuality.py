from django.db import migrations


class Migration(migrations.Migration):
    """How punctual somebody is, is a part of his credit and kept there."""

    dependencies = [("matching", "0002_punctuality")]
    operations = [migrations.DeleteModel("Punctuality")]

from django.db import migrations


class Migration(migrations.Migration):
    """Whole days come free, too, and not of an order: what is kept for the line is somebody's time, whatever it came from."""

    dependencies = [("bookings", "0011_occupy_by_index")]
    operations = [migrations.RemoveField(model_name="keptforline", name="booking")]

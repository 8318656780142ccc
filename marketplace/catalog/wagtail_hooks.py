"""The slice's screens in the Wagtail admin."""

"""API of booking."""

"""A city of any size for measuring: `manage.py seed_bench`. Always the same for the same number, and nothing in it is meant to be read."""

"""Pages of urgent orders."""

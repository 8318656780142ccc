"""Reads about workers: papers and the safety code (`papers`), public lists (`public`), what people see of their own (`own`), the week (`week`)."""

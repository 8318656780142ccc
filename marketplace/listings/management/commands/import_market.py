"""`import_market FILE`: enterprises and listings from JSON lines, all or nothing."""

"""Staff screens: categories and service types. Everything is saved by services."""

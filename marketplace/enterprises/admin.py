"""Staff screens: admission. Everything is saved by services."""

"""Staff screens of the board."""

"""Staff screens of ratings."""

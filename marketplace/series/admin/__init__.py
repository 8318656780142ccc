"""Staff screens of series and packages."""

"""API of series and packages."""

"""Staff screens of urgent orders, incidents and plans."""

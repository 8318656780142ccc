"""Staff screens of orders."""

"""Pages of orders: booking, the family's, the provider's, the worker's."""

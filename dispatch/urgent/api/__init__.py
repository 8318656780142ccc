"""API of urgent orders: the family's side and the worker's."""

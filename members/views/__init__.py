"""Pages of one's own account, the texts, the demo's doors."""

"""Staff screens: moderation, enquiries and rules. Everything is saved by services."""

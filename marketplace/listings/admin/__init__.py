"""Staff screens: moderation of listings, enquiries, rules. Everything is saved by services, one call each."""

"""Pages of storefronts: the public one, the enterprise's own, flyers."""

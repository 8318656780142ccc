"""Pages of series and packages: choosing, the family's, the provider's."""

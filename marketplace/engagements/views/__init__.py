"""Pages: the family's, the provider's, contracts, assessments, substitutes, care logs."""

"""Reads about engagements: what each side sees of its own (`own`), people (`people`), rules, contracts, substitutes, care logs."""

"""HTML of listings: public pages, own portal pages, conversations."""

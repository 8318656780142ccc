"""Reads of listings and enquiries."""

from marketplace.listings.queries.public import Filter, PublicPage, latest_offers, latest_requests, public_page

__all__ = ["Filter", "PublicPage", "latest_offers", "latest_requests", "public_page"]

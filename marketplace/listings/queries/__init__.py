"""Reads of listings and enquiries."""

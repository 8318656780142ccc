"""HTML of recruitment: public pages, applying, the enterprise's pages."""

"""HTML of workers: public pages, the worker's own portal, the employer's pages."""

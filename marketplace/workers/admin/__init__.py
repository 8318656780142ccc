"""Staff screens of workers: files, papers, kinds of papers."""

"""Pages of questions and feedback: sending, looking up, one's own."""

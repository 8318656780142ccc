"""Staff screens of recruitment: postings, candidates, sign-ups."""

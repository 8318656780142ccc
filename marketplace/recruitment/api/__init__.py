"""/api/v1/jobs/."""

"""/api/v1/workers/."""

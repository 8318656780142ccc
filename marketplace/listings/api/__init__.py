"""/api/v1/listings/, /my/listings/, /enquiries/."""

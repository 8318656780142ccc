"""Reads of recruitment: public lists (`public`), what people and enterprises see of their own (`own`)."""

"""The demo city: files in `../demo`, brought in through the same services as in life, dates relative to the day of seeding."""

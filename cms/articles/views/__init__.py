"""The feeds, and the pages of what readers save."""

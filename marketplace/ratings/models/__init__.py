"""The tables of the slice."""

from marketplace.ratings.models.ratings import Photo, Rating, Reply, Version
from marketplace.ratings.models.sides import Invitation, ProviderWord
from marketplace.ratings.models.standing import Prior, Standing

__all__ = ["Invitation", "Photo", "Prior", "ProviderWord", "Rating", "Reply", "Standing", "Version"]

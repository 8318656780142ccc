"""Every number that the order of results depends on. Changing one here changes both engines; nothing else holds a weight.

score = (Σ over clauses of clause weight × points of the best place) × quality × decay

All factors but the decay are whole numbers and their product stays below 2²⁴, so Elasticsearch's 32-bit scores and PostgreSQL's
arithmetic are *the same numbers*, not close ones; with a decay both round once, at the end, to 32 bits.
"""

# Points of a place. A word found by sound, initials or synonym counts less than the written one. A required clause that stands
# only in the body counts `ANYWHERE`; an optional one does not count there.
WRITTEN = {"title": 8, "tags": 4}
SYNONYM = {"title": 6, "tags": 3}
SOUND = {"title": 6, "tags": 3}
INITIALS = {"title": 4, "tags": 3}
ANYWHERE = 2
# The query is the whole title, or the whole name of a category or tag.
WHOLE = {"exact": 8, "tags": 4}
BEST = 8

# Clause weights of one query add up to about this; a rare word gets the larger share.
WEIGHT_SUM = 240
MAX_CLAUSES = 12

# Quality, stored with the document: 500…1000 thousandths.
QUALITY_MIN, QUALITY_MAX = 500, 1000
TYPE_CEILING = {"listing": 1000, "worker": 1000, "enterprise": 800, "job": 750, "course": 700, "article": 650, "bulletin": 600}
RATING_PART, COMPLETE_PART, FRESH_PART = 0.5, 0.3, 0.2
# A rating counts as if this many average ones stood beside it: one 5.0 does not outrank a hundred of 4.8.
PRIOR_COUNT, PRIOR_MEAN = 20, 4.3
# What a whole hundred of credit would add to the rating part: half of it. Who stands as is usual gains and loses nothing; coming late is a part of credit.
CREDIT_SHIFT = 0.5
FRESH_STEPS = ((7, 1.0), (30, 0.8), (90, 0.5), (365, 0.2))

# Distance: full value within `DECAY_OFFSET_KM`, half at `DECAY_HALF_KM` beyond it. What has no place counts half.
DECAY_OFFSET_KM, DECAY_HALF_KM = 1.0, 8.0
NOWHERE = 0.5

# Totals and facets are exact up to this many matches; beyond it the answer says so.
EXACT_UP_TO = 3000
PRICE_BANDS = ((0, 5000), (5000, 10000), (10000, 20000), (20000, 50000), (50000, 100000), (100000, None))
# Years of experience from which a worker belongs to a band.
EXPERIENCE = (0, 1, 3, 5, 10)


def experience_band(years: int) -> int:
    """The band of so many years, by its lowest year."""
    return max(low for low in EXPERIENCE if low <= years)


# The mean radius of the earth, as Elasticsearch takes it.
EARTH_KM = 6371.0087714

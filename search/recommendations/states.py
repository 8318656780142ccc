"""Every number and word that recommendations depend on. Nothing else holds one; nobody can pin anything."""

FUNCTION = "recommendation.personal"
LABEL = "给会员本人的推荐"
READS = "会员自己同意留下的浏览、收藏、留言和保存的搜索"

# What a person did with a category, in points for each time; a look is the least. At most `MOST_EACH` times count for each kind.
POINTS = {"enquiry": 5, "favourite": 3, "saved": 3, "look": 1}
MOST_EACH = 5
# Days ago → times the points; what is older counts once.
FRESH = ((30, 4), (90, 2))
CATEGORIES, EACH, SHOWN = 3, 4, 6

# One's own history: so many listings, so long; the same listing counts again after so many minutes.
MOST_KEPT, KEPT_DAYS, AGAIN_MINUTES, PER_MEMBER_AND_HOUR = 100, 180, 30, 300
# Pairs: of the last so many looks of each member, only what at least so many members share; so many kept for each listing.
PAIRED, FEWEST_MEMBERS, MOST_PAIRS = 40, 3, 8
# Fewer than so many of them make no list; then the best of the same category are shown, and it is said.
FEWEST_SHOWN, MOST_BESIDE = 3, 6

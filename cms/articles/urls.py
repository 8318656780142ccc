"""The feeds and the content API; the pages themselves are Wagtail's."""

from django.urls import include, path
from django.views.decorators.http import require_safe

from cms.articles.api import router
from cms.articles.views import feeds

pages = [
    path("news/feed/", require_safe(feeds.NewsFeed()), name="feed"),
    path("news/feed/atom/", require_safe(feeds.AtomNewsFeed()), name="feed-atom"),
    path("news/feed/notices/", require_safe(feeds.NoticesFeed()), name="notices-feed"),
    path("news/feed/notices/atom/", require_safe(feeds.AtomNoticesFeed()), name="notices-feed-atom"),
    path("classroom/feed/", require_safe(feeds.LessonsFeed()), name="lessons-feed"),
]
urlpatterns = [
    path("", include((pages, "articles"))),
    path("api/content/v2/", router.urls),
]

"""The news feed and the content API; the pages themselves are Wagtail's."""

from django.urls import include, path
from django.views.decorators.http import require_safe

from cms.articles import views
from cms.articles.api import router

news = [
    path("news/feed/", require_safe(views.NewsFeed()), name="feed"),
    path("news/feed/atom/", require_safe(views.AtomNewsFeed()), name="feed-atom"),
]
urlpatterns = [
    path("", include((news, "articles"))),
    path("api/content/v2/", router.urls),
]

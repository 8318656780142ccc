"""The feed, an enterprise's own courses; the public pages are Wagtail's."""

from django.urls import path
from django.views.decorators.http import require_safe

from cms.training import feeds, views

app_name = "training"
urlpatterns = [
    path("training/feed/atom/", require_safe(feeds.CoursesFeed()), name="feed"),
    path("enterprise/courses/", views.courses, name="courses"),
    path("enterprise/courses/new/", views.create, name="course-new"),
    path("enterprise/courses/<int:number>/", views.course, name="course"),
    path("enterprise/courses/<int:number>/edit/", views.edit, name="course-edit"),
    path("enterprise/courses/<int:number>/<slug:event>/", views.act, name="course-act"),
]

from django.urls import path

from core.media import views

app_name = "media"
urlpatterns = [
    path("media/<path:path>", views.media, name="media"),
    path("private/<uuid:file_id>/", views.private, name="private"),
]

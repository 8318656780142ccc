"""Pages of one's own history."""

from django.urls import path

from search.recommendations import views

app_name = "recommendations"
urlpatterns = [
    path("my/history/", views.history, name="history"),
    path("my/history/choose/", views.choose, name="choose"),
    path("my/history/erase/", views.erase, name="erase"),
    path("my/history/<int:number>/drop/", views.drop, name="drop"),
]

"""The sign-up, and where adverts lead through a count; the pages themselves are Wagtail's."""

from django.urls import include, path

from cms.pages import views

pages = [
    path("labour-partners/<int:number>/sign-up/", views.sign_up, name="sign-up"),
    path("go/<str:code>/", views.go, name="go"),
]
urlpatterns = [path("", include((pages, "pages")))]

"""Addresses of ratings: public pages, the family's form, the provider's lists."""

from django.urls import include, path

from marketplace.ratings.views import own, provider, public

pages = [
    path("ratings/<int:number>/", public.one, name="one"),
    path("ratings/<slug:kind>/<int:number>/", public.about, name="about"),
    path("my/orders/<slug:number>/rate/", own.rate, name="rate"),
    path("enterprise/ratings/", provider.of_enterprise, name="enterprise-list"),
    path("enterprise/ratings/<int:number>/reply/", provider.reply_of_enterprise, name="enterprise-reply"),
    path("enterprise/orders/<slug:number>/word/", provider.word, name="word"),
    path("worker/ratings/", provider.of_worker, name="worker-list"),
    path("worker/ratings/<int:number>/reply/", provider.reply_of_worker, name="worker-reply"),
]
urlpatterns = [path("", include((pages, "ratings")))]

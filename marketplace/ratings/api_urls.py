"""API of ratings."""

from django.urls import path

from marketplace.ratings.api import ratings

urlpatterns = [
    path("ratings/", ratings.Ratings.as_view(), name="api-ratings"),
    path("ratings/<slug:kind>/<int:number>/", ratings.RatingsAbout.as_view(), name="api-ratings-about"),
    path("ratings/<int:number>/", ratings.RatingDetail.as_view(), name="api-rating"),
    path("ratings/<int:number>/hide/", ratings.RatingHide.as_view(), name="api-rating-hide"),
    path("ratings/<int:number>/restore/", ratings.RatingRestore.as_view(), name="api-rating-restore"),
    path("ratings/<int:number>/reply/", ratings.RatingReply.as_view(), name="api-rating-reply"),
]

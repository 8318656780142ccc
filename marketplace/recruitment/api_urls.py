"""API of postings and applications."""

from django.urls import path

from marketplace.recruitment.api import jobs

urlpatterns = [
    path("jobs/", jobs.Jobs.as_view(), name="api-jobs"),
    path("jobs/<int:number>/", jobs.JobDetail.as_view(), name="api-job"),
    path("jobs/<int:number>/applications/", jobs.JobApplications.as_view(), name="api-job-applications"),
]

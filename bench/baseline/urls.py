from django.urls import path
from rest_framework.authtoken.views import obtain_auth_token

from stays.views import BookingCreate, ListingDetail, ListingSearch

urlpatterns = [
    path("listings/", ListingSearch.as_view()),
    path("listings/<str:pk>/", ListingDetail.as_view()),
    path("bookings/", BookingCreate.as_view()),
    path("sessions/", obtain_auth_token),
]

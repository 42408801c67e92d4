app_name = "creation"

urlpatterns = []

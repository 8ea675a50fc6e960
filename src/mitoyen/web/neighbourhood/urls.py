from mitoyen.web.neighbourhood.exchanges import urls as exchanges
from mitoyen.web.neighbourhood.lending import urls as lending
from mitoyen.web.neighbourhood.listings import urls as listings
from mitoyen.web.neighbourhood.mine import urls as mine

app_name = "neighbourhood"
urlpatterns = [*listings.urlpatterns, *exchanges.urlpatterns, *lending.urlpatterns, *mine.urlpatterns]

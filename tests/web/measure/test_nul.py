"""An address that holds the one letter that PostgreSQL refuses is not found, on either engine."""

import pytest


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/mesure/%00/", "/mesure/a%00b/", "/v/%00/"])
def test_an_address_with_a_nul_is_not_found(client, address):
    assert client.get(address).status_code == 404

"""Licences 证照: what a party, an item, a site, a person is permitted, for what and until when."""

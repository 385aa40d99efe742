"""Blinding 盲复核: whoever is to count a parcel does not read first how much should be in it."""

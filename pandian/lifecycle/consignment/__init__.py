"""Consignment 寄售: our goods on the shelves of a hospital."""

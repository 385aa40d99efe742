"""Revisions 修订: an order is changed before anything happened; what it said stays readable."""

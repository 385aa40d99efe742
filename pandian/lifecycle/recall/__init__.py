"""Recall: one campaign over all sites.   召回"""

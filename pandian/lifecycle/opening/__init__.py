"""Opening documents.   开单"""

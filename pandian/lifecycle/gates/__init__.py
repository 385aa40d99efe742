"""The one gate of licences for all documents.   证照关口"""

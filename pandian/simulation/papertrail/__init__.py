"""The life of some goods as documents: what a person may walk in the demo.   单据故事"""

"""Who predicts the book by other code than the product.   审计员"""

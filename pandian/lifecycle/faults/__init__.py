"""What may be wrong with a document, in words.   单据错误"""

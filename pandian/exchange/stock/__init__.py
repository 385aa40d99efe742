"""Stock: staging, checking, posting.   库存"""

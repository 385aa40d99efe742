"""Orders that lack goods ask for them again by themselves.   等货的订单"""

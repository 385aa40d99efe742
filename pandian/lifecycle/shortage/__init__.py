"""What is short, and the orders that would fill it.   缺货与补订"""

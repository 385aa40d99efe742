"""What open documents would do to the book if they were posted now.   未过账"""

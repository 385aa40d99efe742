"""What waits for a person, and what he has put away.   待办"""

"""Who stands in for whom, and which accounts are one human.   代批与同一人"""

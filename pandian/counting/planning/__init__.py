"""What is due, why, and the plan of a day.   盘点规划"""

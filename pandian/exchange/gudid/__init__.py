"""FDA GUDID device masters.   器械主数据"""

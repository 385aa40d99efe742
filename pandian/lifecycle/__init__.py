"""Documents of the whole life.   单据"""

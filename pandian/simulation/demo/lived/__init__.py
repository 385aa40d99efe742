"""The last days of the demo, in which mornings ran by themselves.   演示晨盘"""

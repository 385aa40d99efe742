"""The open count of the demo.   演示盘点"""

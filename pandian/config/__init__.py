"""The one place that knows every room.   装配"""

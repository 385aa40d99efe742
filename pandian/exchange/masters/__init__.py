"""Items and places.   主数据"""

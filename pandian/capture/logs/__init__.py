"""Logs of devices that no law needs for ever: listed by age, and taken away.   设备日志"""

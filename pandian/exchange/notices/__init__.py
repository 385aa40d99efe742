"""Notices: alerts as mail, as messages of group robots, as webhooks.   通知"""

"""Alerts: what must not wait, who deals with it, until when.   预警"""

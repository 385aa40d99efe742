"""Recall return: what customers hand back in a recall.   召回收回"""

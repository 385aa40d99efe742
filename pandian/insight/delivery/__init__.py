"""Delivery: which alerts leave the house, by which channel.   外发"""

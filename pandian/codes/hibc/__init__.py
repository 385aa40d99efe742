"""HIBC supplier labels: primary, secondary, combined, linked pairs.   HIBC 条码"""

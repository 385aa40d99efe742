"""SCMS deliveries.   交货历史"""

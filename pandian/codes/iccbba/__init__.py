"""ISBT 128 data structures as ICCBBA issues them for devices and blood bags.   ICCBBA 条码"""

"""Consignment return 寄售退回: our goods come back from a hospital."""

"""Sampling stocktake 抽样盘点: what a drawn part of the stock says about all of it."""

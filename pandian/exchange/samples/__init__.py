"""Samples 抽样报告: what a sampling stocktake says, for who has to believe it."""

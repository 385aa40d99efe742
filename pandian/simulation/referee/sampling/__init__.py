"""The sampling stocktake, judged by Monte Carlo: does its interval hold what it says?"""

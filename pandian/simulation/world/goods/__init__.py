"""The families of goods of the simulated world.   品类"""

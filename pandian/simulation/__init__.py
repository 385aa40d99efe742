"""The warehouse whose truth is known.   仿真"""

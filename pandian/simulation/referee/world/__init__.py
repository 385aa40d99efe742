"""A year of a warehouse whose truth is known, made of arrays.   裁判的世界"""

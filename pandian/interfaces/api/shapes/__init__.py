"""What bodies and answers look like.   形状"""

"""The smallest vocabulary that all rooms share.   地基"""

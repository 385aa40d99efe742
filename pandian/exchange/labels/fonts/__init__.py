"""The font that everything is printed in.   字体"""

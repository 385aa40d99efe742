"""Talking to the outside: the only files that open a socket.   对外连接"""

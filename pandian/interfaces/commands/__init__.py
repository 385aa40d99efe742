"""The sub-commands of `pandian`: one module each, with `register` and `handle`.   命令"""

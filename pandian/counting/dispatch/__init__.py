"""Who counts what, in which order, until when.   派工"""

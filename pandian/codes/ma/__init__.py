"""MA device identifiers: dot fields with one-letter marks.   MA 码"""

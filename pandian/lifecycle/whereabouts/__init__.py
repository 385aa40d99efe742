"""What was where, in what status, at any instant.   时点去处"""

"""Which machines outside may be talked to.   外部主机"""

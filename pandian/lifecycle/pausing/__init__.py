"""A bin that new work leaves alone for a while, because it is looked at twice.   货位暂停"""

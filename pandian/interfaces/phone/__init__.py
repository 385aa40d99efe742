"""The phone: an installable page that counts without a network.   手机"""

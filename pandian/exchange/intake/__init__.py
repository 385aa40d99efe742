"""Taking files in.   收件"""

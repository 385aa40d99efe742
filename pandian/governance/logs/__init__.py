"""Sessions and tries to sign in: listed by age, and taken away.   登录日志"""

"""Arrays in the server's binary form.   数组"""

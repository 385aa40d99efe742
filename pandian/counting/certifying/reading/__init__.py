"""Reading 读取: the bytes of a certificate, whoever made them."""

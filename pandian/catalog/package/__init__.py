"""What a phone takes along of the masters 下载包, page by page, then what has changed."""

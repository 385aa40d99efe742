"""Labels and sheets: what is printed, and that it was printed.   标签与单据"""

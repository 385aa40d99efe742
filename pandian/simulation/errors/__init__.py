"""What goes wrong on purpose.   差错"""

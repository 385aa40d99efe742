"""What happens on a day.   一天的业务"""

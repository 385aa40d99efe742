"""pandian 盘点: stock that stays true over its whole life."""

__version__ = "0.1.0"

"""Climate 温湿度: limits per zone, readings as facts, and what is missing."""

"""What is stocked and where: items, packs, lots, serials, places, parties.   主数据"""

"""Usage 使用: consigned goods, or goods of others, are used."""

"""Photos 照片 of labels and goods, by the SHA-256 of their bytes."""

"""Customer return 销售退货: announced, arrived, matched to its sale, inspected, or refused."""

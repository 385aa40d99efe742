"""Stock check 在库检查: rounds through the bins: look, package, expiry; findings become holds."""

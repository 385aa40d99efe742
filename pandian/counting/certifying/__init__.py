"""Certifying 凭证: the certificate of a closed plan, which proves itself."""

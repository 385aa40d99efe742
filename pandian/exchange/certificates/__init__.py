"""Certificates 销毁证明: the paper of a destruction, made from the kept certificate."""

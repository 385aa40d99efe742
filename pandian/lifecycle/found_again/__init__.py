"""Found again 销毁后找回: the only way back from a destruction."""

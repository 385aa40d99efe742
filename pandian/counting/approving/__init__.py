"""Approving 审批: sign what is shown, post it once; or reject it, or ask for a recount."""

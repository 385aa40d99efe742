"""The columns of the facts feed; the table itself is made by sql/schema.sql.   事实流"""

from __future__ import annotations

from django.db import models


class Fact(models.Model):
    """One thing that happened: who, when, where, what.  Append-only."""

    site = models.IntegerField()
    at = models.DateTimeField()
    actor = models.TextField()
    device = models.TextField()
    kind = models.TextField()
    subject = models.TextField()
    data = models.JSONField()

    class Meta:
        """The table is made by sql/schema.sql."""

        managed = False
        db_table = "kernel_fact"

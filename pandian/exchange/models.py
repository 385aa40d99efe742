"""The columns of imports; the tables themselves are made by sql/schema.sql.   导入记录"""

from __future__ import annotations

from django.db import models


class Import(models.Model):
    """One import of one content into one site: running, done, or refused."""

    id = models.UUIDField(primary_key=True)
    layout = models.TextField()
    site = models.IntegerField()
    digest = models.TextField()
    actor = models.TextField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    state = models.TextField()
    report = models.JSONField()

    class Meta:
        """Made by a named SQL file."""

        managed = False
        db_table = "exchange_import"

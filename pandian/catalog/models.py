"""Places, items, packs, codes, lots, serials, parties.   主数据表"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Place(models.Model):
    """Where goods can be; virtual places are the ends of every chain.   位置"""

    site = models.IntegerField()
    code = models.TextField()
    kind = models.TextField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    sequence = models.IntegerField(default=0)
    physical = models.BooleanField()
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "catalog_place"
        constraints = (
            models.UniqueConstraint(name="catalog_place_code", fields=["site", "code"]),
            models.CheckConstraint(
                name="catalog_place_not_own_parent",
                condition=Q(parent=None) | ~Q(parent=F("id"))),
        )
        indexes = (
            models.Index(name="catalog_place_walk", fields=["site", "sequence", "code"]),
        )


class Item(models.Model):
    """A thing that is stocked, counted in its smallest unit.   物料"""

    code = models.TextField(unique=True)
    code_key = models.TextField(db_index=True)
    name = models.TextField()
    name_en = models.TextField(default="", blank=True)
    unit = models.TextField()
    tracking = models.TextField()
    expiry = models.BooleanField()
    cost = models.BigIntegerField(null=True)
    pinyin = models.TextField(default="", blank=True)
    search = models.TextField(default="", blank=True)
    attributes = models.JSONField(default=dict)

    class Meta:
        db_table = "catalog_item"
        constraints = (
            models.CheckConstraint(
                name="catalog_item_tracking",
                condition=Q(tracking__in=["none", "lot", "serial", "lot_serial"])),
            models.CheckConstraint(
                name="catalog_item_expiry_needs_lot",
                condition=Q(expiry=False) | Q(tracking__in=["lot", "lot_serial"])),
            models.CheckConstraint(
                name="catalog_item_cost", condition=Q(cost=None) | Q(cost__gte=0)),
        )


class Pack(models.Model):
    """So many smallest units under one name; the smallest unit itself has factor 1.   包装"""

    item = models.ForeignKey(Item, on_delete=models.PROTECT)
    unit = models.TextField()
    factor = models.BigIntegerField()
    gtin = models.TextField(default="", blank=True)

    class Meta:
        db_table = "catalog_pack"
        constraints = (
            models.UniqueConstraint(name="catalog_pack_unit", fields=["item", "unit"]),
            models.CheckConstraint(name="catalog_pack_factor", condition=Q(factor__gte=1)),
        )


class CodeBinding(models.Model):
    """A code that stands for an item in one unit; `key` is what is compared.   条码绑定"""

    scheme = models.TextField()
    value = models.TextField()
    key = models.TextField()
    item = models.ForeignKey(Item, on_delete=models.PROTECT)
    unit = models.TextField()
    valid_from = models.DateTimeField(null=True)
    valid_to = models.DateTimeField(null=True)

    class Meta:
        db_table = "catalog_code_binding"
        constraints = (
            models.UniqueConstraint(
                name="catalog_code_binding_key", fields=["scheme", "key", "item", "unit"]),
        )
        indexes = (models.Index(name="catalog_code_binding_of_key", fields=["key", "scheme"]),)


class Lot(models.Model):
    """A lot of an item, with its dates.   批号"""

    item = models.ForeignKey(Item, on_delete=models.PROTECT)
    code = models.TextField()
    made_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)

    class Meta:
        db_table = "catalog_lot"
        constraints = (
            models.UniqueConstraint(name="catalog_lot_code", fields=["item", "code"]),
            models.CheckConstraint(
                name="catalog_lot_dates",
                condition=Q(made_on=None) | Q(expires_on=None) | Q(expires_on__gte=F("made_on"))),
        )


class Serial(models.Model):
    """One single piece of an item.   序列号"""

    item = models.ForeignKey(Item, on_delete=models.PROTECT)
    code = models.TextField()
    lot = models.BigIntegerField(default=0)

    class Meta:
        db_table = "catalog_serial"
        constraints = (
            models.UniqueConstraint(name="catalog_serial_code", fields=["item", "code"]),
        )


class Party(models.Model):
    """Supplier, customer, maker, owner.   往来单位"""

    code = models.TextField(unique=True)
    name = models.TextField()
    name_en = models.TextField(default="", blank=True)
    kinds = ArrayField(models.TextField(), default=list)

    class Meta:
        db_table = "catalog_party"


class Licence(models.Model):
    """What a party, item, site or person is permitted, append-only (licences/sql/schema.sql)."""

    id = models.BigAutoField(primary_key=True)
    site = models.IntegerField()
    holder_kind = models.TextField()
    holder = models.BigIntegerField()
    kind = models.TextField()
    number = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    recorded_by = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "catalog_licence"
        managed = False

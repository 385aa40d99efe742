from django.db import migrations

INDEXES = {
    "catalog_code_binding_readable":
        "ON catalog_code_binding (key text_pattern_ops)",
    "catalog_item_readable": "ON catalog_item (code_key text_pattern_ops)",
}


class Migration(migrations.Migration):
    """Half-readable codes are found by what is readable at their beginning."""

    dependencies = [("catalog", "0002_views")]
    operations = [
        migrations.RunSQL(f"CREATE INDEX {name} {on}", f"DROP INDEX {name}")
        for name, on in INDEXES.items()
    ]

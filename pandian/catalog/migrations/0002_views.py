from django.db import migrations

from pandian.kernel.statements import statement

VIEWS = ("place", "item", "lot", "serial", "party")


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_masters")]
    operations = [
        migrations.RunSQL(statement("catalog", f"views/{name}"), f"DROP VIEW catalog_{name}_view")
        for name in VIEWS
    ]

from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    initial = True
    dependencies = [("ledger", "0001_ledger"), ("catalog", "0002_views")]
    operations = [
        migrations.RunSQL(statement("lifecycle", "objects/tables"), migrations.RunSQL.noop),
    ]

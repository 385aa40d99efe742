from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_ledger"), ("catalog", "0002_views")]
    operations = [
        migrations.RunSQL(statement("ledger", "objects/exits"), migrations.RunSQL.noop),
    ]

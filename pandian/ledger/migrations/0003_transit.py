from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_exits"), ("governance", "0002_site_view")]
    operations = [
        migrations.RunSQL(statement("ledger", "objects/transit"), migrations.RunSQL.noop),
    ]

from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    initial = True
    dependencies = [("ledger", "0001_ledger"), ("capture", "0001_capture")]
    operations = [
        migrations.RunSQL(statement("counting", f"objects/{name}"), migrations.RunSQL.noop)
        for name in ("tables", "inside", "views")
    ]

from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0012_registers")]
    operations = [
        migrations.RunSQL(statement("lifecycle", "objects/unwinding"), migrations.RunSQL.noop),
    ]

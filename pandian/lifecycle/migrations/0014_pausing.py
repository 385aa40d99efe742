from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0013_unwinding")]
    operations = [
        migrations.RunSQL(statement("lifecycle", "objects/pausing"), migrations.RunSQL.noop),
    ]

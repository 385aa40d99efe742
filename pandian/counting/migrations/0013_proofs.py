from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("counting", "0012_repairs")]
    operations = [
        migrations.RunSQL(statement("counting", "objects/proofs"), migrations.RunSQL.noop),
    ]

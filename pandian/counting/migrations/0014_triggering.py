from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("counting", "0013_proofs")]
    operations = [
        migrations.RunSQL(statement("counting", "objects/triggering"), migrations.RunSQL.noop),
    ]

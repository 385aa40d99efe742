from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("counting", "0013_shifts")]
    operations = [
        migrations.RunSQL(statement("counting", "objects/proofs"), migrations.RunSQL.noop),
    ]

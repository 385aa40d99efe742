from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("counting", "0001_counting"), ("lifecycle", "0007_proofs")]
    operations = [
        migrations.RunSQL(statement("counting", "objects/requests"), migrations.RunSQL.noop),
    ]

from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0007_proofs")]
    operations = [
        migrations.RunSQL(statement("lifecycle", "objects/register"), migrations.RunSQL.noop),
    ]

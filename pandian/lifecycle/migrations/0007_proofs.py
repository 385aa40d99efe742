from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0006_recall")]
    operations = [
        migrations.RunSQL(statement("lifecycle", "objects/proofs"), migrations.RunSQL.noop),
    ]

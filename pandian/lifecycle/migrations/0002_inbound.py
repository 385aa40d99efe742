from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0001_documents")]
    operations = [
        migrations.RunSQL(statement("lifecycle", "objects/inbound"), migrations.RunSQL.noop),
    ]

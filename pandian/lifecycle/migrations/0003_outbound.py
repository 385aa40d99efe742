from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0002_inbound")]
    operations = [
        migrations.RunSQL(statement("lifecycle", "objects/outbound"), migrations.RunSQL.noop),
    ]

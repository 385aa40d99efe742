from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("counting", "0014_triggering")]
    operations = [
        migrations.RunSQL(statement("counting", "objects/signing"), migrations.RunSQL.noop),
    ]

from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("capture", "0001_capture")]
    operations = [
        migrations.RunSQL(statement("capture", "objects/devices"), migrations.RunSQL.noop),
    ]

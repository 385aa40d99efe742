from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("capture", "0002_devices")]
    operations = [
        migrations.RunSQL(statement("capture", "objects/rfid"), migrations.RunSQL.noop),
    ]

from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("capture", "0005_recent")]
    operations = [
        migrations.RunSQL(statement("capture", "objects/rfid_places"), migrations.RunSQL.noop),
    ]

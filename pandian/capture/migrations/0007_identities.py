from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("capture", "0006_rfid_places")]
    operations = [
        migrations.RunSQL(statement("capture", "objects/identities"), migrations.RunSQL.noop),
    ]

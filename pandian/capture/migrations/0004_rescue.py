from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("capture", "0003_rfid")]
    operations = [
        migrations.RunSQL(statement("capture", "objects/rescue"), migrations.RunSQL.noop),
    ]

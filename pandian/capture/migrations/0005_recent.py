from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("capture", "0004_rescue")]
    operations = [
        migrations.RunSQL(statement("capture", "objects/recent"), migrations.RunSQL.noop),
    ]

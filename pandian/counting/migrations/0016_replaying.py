from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("counting", "0015_signing")]
    operations = [
        migrations.RunSQL(statement("counting", "objects/replaying"), migrations.RunSQL.noop),
    ]

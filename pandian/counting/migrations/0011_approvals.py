from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("counting", "0010_rehearsing")]
    operations = [
        migrations.RunSQL(statement("counting", "objects/approvals"), migrations.RunSQL.noop),
    ]

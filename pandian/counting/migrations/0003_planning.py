from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("counting", "0002_requests")]
    operations = [
        migrations.RunSQL(statement("counting", "objects/planning"), migrations.RunSQL.noop),
    ]

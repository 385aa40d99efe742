from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("counting", "0003_planning")]
    operations = [
        migrations.RunSQL(statement("counting", "objects/dispatch"), migrations.RunSQL.noop),
    ]

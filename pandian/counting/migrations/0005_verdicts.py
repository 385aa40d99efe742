from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("counting", "0004_dispatch")]
    operations = [
        migrations.RunSQL(statement("counting", "objects/verdicts"), migrations.RunSQL.noop),
    ]

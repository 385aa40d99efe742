from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("counting", "0005_verdicts")]
    operations = [
        migrations.RunSQL(statement("counting", "objects/detective"), migrations.RunSQL.noop),
    ]

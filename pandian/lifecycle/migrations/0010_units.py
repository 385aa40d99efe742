from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0009_retention")]
    operations = [
        migrations.RunSQL(statement("lifecycle", "objects/units"), migrations.RunSQL.noop),
    ]

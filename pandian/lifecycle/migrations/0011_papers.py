from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0010_units")]
    operations = [
        migrations.RunSQL(statement("lifecycle", "objects/papers"), migrations.RunSQL.noop),
    ]

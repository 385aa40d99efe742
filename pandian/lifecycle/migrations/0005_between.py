from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0004_inside")]
    operations = [
        migrations.RunSQL(statement("lifecycle", "objects/between"), migrations.RunSQL.noop),
    ]

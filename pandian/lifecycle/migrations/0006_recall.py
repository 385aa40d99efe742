from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0005_between")]
    operations = [
        migrations.RunSQL(statement("lifecycle", "objects/recall"), migrations.RunSQL.noop),
    ]

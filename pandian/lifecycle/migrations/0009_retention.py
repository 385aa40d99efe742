from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0008_register")]
    operations = [
        migrations.RunSQL(statement("lifecycle", "objects/retention"), migrations.RunSQL.noop),
    ]

from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0011_papers")]
    operations = [
        migrations.RunSQL(statement("lifecycle", "objects/registers"), migrations.RunSQL.noop),
    ]

from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0003_outbound")]
    operations = [
        migrations.RunSQL(statement("lifecycle", "objects/inside"), migrations.RunSQL.noop),
    ]

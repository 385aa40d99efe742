from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("counting", "0006_detective")]
    operations = [
        migrations.RunSQL(statement("counting", "objects/risk"), migrations.RunSQL.noop),
    ]

from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("insight", "0001_alerts")]
    operations = [
        migrations.RunSQL(statement("insight", "objects/delivery"), migrations.RunSQL.noop),
    ]

from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("counting", "0007_risk")]
    operations = [
        migrations.RunSQL(statement("counting", "objects/sampling"), migrations.RunSQL.noop),
    ]

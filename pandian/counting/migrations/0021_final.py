from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("counting", "0020_small")]
    operations = [
        migrations.RunSQL(statement("counting", "objects/final"), migrations.RunSQL.noop),
    ]

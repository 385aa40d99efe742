from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("counting", "0017_periods")]
    operations = [
        migrations.RunSQL(statement("counting", "objects/watching"), migrations.RunSQL.noop),
    ]

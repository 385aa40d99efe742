from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("counting", "0016_replaying")]
    operations = [
        migrations.RunSQL(statement("counting", "objects/periods"), migrations.RunSQL.noop),
    ]

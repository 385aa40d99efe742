from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("counting", "0009_inbox")]
    operations = [
        migrations.RunSQL(statement("counting", "objects/rehearsing"), migrations.RunSQL.noop),
    ]

from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("counting", "0019_blindness")]
    operations = [
        migrations.RunSQL(statement("counting", "objects/leaving"), migrations.RunSQL.noop),
        migrations.RunSQL(statement("counting", "objects/undone"), migrations.RunSQL.noop),
    ]

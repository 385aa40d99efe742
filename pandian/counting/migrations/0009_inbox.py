from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("counting", "0008_sampling")]
    operations = [
        migrations.RunSQL(statement("counting", "objects/inbox"), migrations.RunSQL.noop),
    ]

from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("counting", "0018_watching"), ("governance", "0005_delegations")]
    operations = [
        migrations.RunSQL(statement("counting", "objects/blindness"), migrations.RunSQL.noop),
    ]

from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("kernel", "0002_functions"), ("governance", "0005_delegations"),
        ("counting", "0019_blindness"), ("lifecycle", "0014_pausing"),
    ]
    operations = [
        migrations.RunSQL(statement("insight", "objects/alerts"), migrations.RunSQL.noop),
    ]

from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("governance", "0004_policies")]
    operations = [
        migrations.RunSQL(statement("governance", "objects/delegations"), migrations.RunSQL.noop),
    ]

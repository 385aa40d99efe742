from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("governance", "0005_delegations")]
    operations = [
        migrations.RunSQL(statement("governance", "objects/rulebooks"), migrations.RunSQL.noop),
    ]

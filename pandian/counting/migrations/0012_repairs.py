from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("counting", "0011_approvals")]
    operations = [
        migrations.RunSQL(statement("counting", "objects/repairs"), migrations.RunSQL.noop),
    ]

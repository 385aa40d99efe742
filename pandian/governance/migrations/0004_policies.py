from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("governance", "0003_device_tokens")]
    operations = [
        migrations.RunSQL(statement("governance", "objects/policies"), migrations.RunSQL.noop),
    ]

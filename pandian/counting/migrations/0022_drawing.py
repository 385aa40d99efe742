from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("counting", "0021_final")]
    operations = [
        migrations.RunSQL(statement("counting", "objects/drawing"), migrations.RunSQL.noop),
    ]

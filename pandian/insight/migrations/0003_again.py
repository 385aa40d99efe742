from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("insight", "0002_delivery")]
    operations = [
        migrations.RunSQL(statement("insight", "objects/again"), migrations.RunSQL.noop),
    ]

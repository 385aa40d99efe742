from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    initial = True
    dependencies = [("kernel", "0001_facts")]
    operations = [
        migrations.RunSQL(statement("capture", f"objects/{name}"), migrations.RunSQL.noop)
        for name in ("tables", "views", "walls")
    ]

from django.db import migrations

from pandian.kernel.statements import statement

OBJECTS = ("tables", "walls", "holdings", "books", "post", "assert")


class Migration(migrations.Migration):
    initial = True
    dependencies = [("kernel", "0001_facts")]
    operations = [
        migrations.RunSQL(statement("ledger", f"objects/{name}"), migrations.RunSQL.noop)
        for name in OBJECTS
    ]

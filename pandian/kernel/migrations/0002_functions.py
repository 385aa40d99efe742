from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_facts")]
    operations = [migrations.RunSQL(statement("kernel", "functions"), "DROP TABLE kernel_function")]

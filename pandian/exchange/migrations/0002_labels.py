from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_imports"), ("governance", "0002_site_view")]
    operations = [
        migrations.RunSQL(
            statement("exchange.labels", "schema"),
            "DROP TABLE exchange_print_label, exchange_print",
        ),
    ]

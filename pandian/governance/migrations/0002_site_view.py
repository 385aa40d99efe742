from django.db import migrations

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    dependencies = [("governance", "0001_sites_people_tokens")]
    operations = [
        migrations.RunSQL(statement("governance", "views/site"), "DROP VIEW governance_site_view"),
    ]

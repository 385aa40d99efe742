from django.db import migrations, models

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            statement("exchange", "schema"), "DROP TABLE exchange_row, exchange_import"
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("layout", models.TextField()),
                ("site", models.IntegerField()),
                ("digest", models.TextField()),
                ("actor", models.TextField()),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("state", models.TextField()),
                ("report", models.JSONField()),
            ],
            options={"db_table": "exchange_import", "managed": False},
        ),
    ]

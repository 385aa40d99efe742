from django.db import migrations, models

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    """Licences: what is permitted to whom, for what and until when."""

    dependencies = [("catalog", "0003_look_up"), ("kernel", "0001_facts")]
    operations = [
        migrations.RunSQL(statement("catalog.licences", "schema"), "DROP TABLE catalog_licence"),
        migrations.CreateModel(
            name="Licence",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("site", models.IntegerField()),
                ("holder_kind", models.TextField()),
                ("holder", models.BigIntegerField()),
                ("kind", models.TextField()),
                ("number", models.TextField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("recorded_by", models.TextField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={"db_table": "catalog_licence", "managed": False},
        ),
    ]

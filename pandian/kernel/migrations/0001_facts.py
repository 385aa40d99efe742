from django.db import migrations, models

from pandian.kernel.statements import statement


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            statement("kernel", "schema"),
            "DROP TABLE kernel_fact; DROP FUNCTION kernel_append_only, kernel_record",
        ),
        migrations.CreateModel(
            name="Fact",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("site", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("device", models.TextField()),
                ("kind", models.TextField()),
                ("subject", models.TextField()),
                ("data", models.JSONField()),
            ],
            options={"db_table": "kernel_fact", "managed": False},
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("governance", "0002_site_view")]
    operations = [
        migrations.AddField("token", "device", models.UUIDField(null=True, db_index=True)),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("governance", "0005_delegations")]
    operations = [
        migrations.AddField("person", "name_en", models.TextField(blank=True, default="")),
    ]

"""A saved search remembers what its owner was told of, however often a listing goes out of sight and comes back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A table of its own: no other is written."""

    dependencies = (("neighbourhood", "0009_what_a_page_is_chosen_by"),)
    operations = (
        migrations.AddField(
            "savedsearch", "told", models.ManyToManyField(related_name="+", to="neighbourhood.listing")
        ),
    )

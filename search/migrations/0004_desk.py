"""Staff keep the words in the admin, with their revisions; what was looked for and chosen is counted by the day."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Revisions of the words; SearchDemand, SearchChoice."""

    dependencies = [
        ("search", "0003_words"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.AddField(
            model_name="phrase",
            name="latest_revision",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.revision",
                verbose_name="latest revision",
            ),
        ),
        migrations.AddField(
            model_name="synonymset",
            name="latest_revision",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.revision",
                verbose_name="latest revision",
            ),
        ),
        migrations.AddField(
            model_name="typopair",
            name="latest_revision",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.revision",
                verbose_name="latest revision",
            ),
        ),
        migrations.AlterField(
            model_name="phrase",
            name="active",
            field=models.BooleanField(default=True, help_text="停用后不再起作用，随时可以再启用。", verbose_name="启用"),
        ),
        migrations.AlterField(
            model_name="phrase",
            name="text",
            field=models.CharField(error_messages={"unique": "这句已经有了。"}, max_length=20, unique=True, verbose_name="说法"),
        ),
        migrations.AlterField(
            model_name="synonymset",
            name="active",
            field=models.BooleanField(default=True, help_text="停用后不再起作用，随时可以再启用。", verbose_name="启用"),
        ),
        migrations.AlterField(
            model_name="synonymset",
            name="targets",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20),
                blank=True,
                default=list,
                help_text="空着：左边这些词互相都找得到。写了：左边的词找右边的，反过来不行。",
                size=None,
                verbose_name="就去找",
            ),
        ),
        migrations.AlterField(
            model_name="synonymset",
            name="words",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), help_text="用空格、顿号或换行隔开，每个最多 20 个字。", size=None, verbose_name="有人这样说"
            ),
        ),
        migrations.AlterField(
            model_name="typopair",
            name="active",
            field=models.BooleanField(default=True, help_text="停用后不再起作用，随时可以再启用。", verbose_name="启用"),
        ),
        migrations.AlterField(
            model_name="typopair",
            name="wrong",
            field=models.CharField(error_messages={"unique": "这个写法已经有了。"}, max_length=20, unique=True, verbose_name="写成"),
        ),
        migrations.CreateModel(
            name="SearchChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="日期")),
                ("text", models.CharField(max_length=40, verbose_name="找什么")),
                ("type", models.CharField(max_length=20, verbose_name="种类")),
                ("number", models.BigIntegerField(verbose_name="编号")),
                ("clicks", models.IntegerField(db_default=0, verbose_name="打开")),
                ("bookings", models.IntegerField(db_default=0, verbose_name="下单")),
            ],
            options={
                "verbose_name": "搜索后的选择",
                "verbose_name_plural": "搜索后的选择",
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("day", "text", "type", "number"), name="search_choice_once")],
            },
        ),
        migrations.CreateModel(
            name="SearchDemand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="日期")),
                ("text", models.CharField(max_length=40, verbose_name="找什么")),
                ("category", models.CharField(blank=True, max_length=60, verbose_name="分类")),
                ("district", models.CharField(blank=True, max_length=12, verbose_name="区")),
                ("searches", models.IntegerField(db_default=0, verbose_name="次数")),
                ("empty", models.IntegerField(db_default=0, verbose_name="没找到")),
                ("widened", models.IntegerField(db_default=0, verbose_name="放宽才找到")),
            ],
            options={
                "verbose_name": "搜索量",
                "verbose_name_plural": "搜索量",
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("day", "text", "category", "district"), name="search_demand_once")],
            },
        ),
    ]

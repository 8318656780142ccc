import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("type", models.CharField(max_length=20, verbose_name="类型")),
                ("object_id", models.BigIntegerField(verbose_name="对象编号")),
                ("external_id", models.CharField(blank=True, max_length=120, verbose_name="外部编号")),
                ("title", models.CharField(max_length=250, verbose_name="标题")),
                ("url", models.CharField(max_length=500, verbose_name="地址")),
                ("categories", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ("district", models.CharField(blank=True, max_length=12, verbose_name="区")),
                ("side", models.CharField(blank=True, max_length=10, verbose_name="供求")),
                ("price_fen", models.BigIntegerField(null=True, verbose_name="价格（分）")),
                ("rating", models.FloatField(null=True, verbose_name="评分")),
                ("published_at", models.DateTimeField(null=True, verbose_name="发布时间")),
                ("expires_at", models.DateTimeField(null=True, verbose_name="到期时间")),
                ("lat", models.FloatField(null=True, verbose_name="纬度")),
                ("lng", models.FloatField(null=True, verbose_name="经度")),
                ("quality", models.SmallIntegerField(verbose_name="质量（千分）")),
                ("head", django.contrib.postgres.search.SearchVectorField()),
                ("match", django.contrib.postgres.search.SearchVectorField()),
                ("source", models.TextField(verbose_name="结果上显示的内容")),
                ("index_body", models.TextField(verbose_name="送往 Elasticsearch 的内容")),
                ("content_hash", models.CharField(max_length=32)),
                ("version", models.BigIntegerField(unique=True, verbose_name="版本")),
                ("deleted", models.BooleanField(default=False, verbose_name="已撤下")),
                ("changed_at", models.DateTimeField(verbose_name="更新时间")),
            ],
            options={
                "verbose_name": "搜索文档",
                "verbose_name_plural": "搜索文档",
            },
        ),
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120, unique=True)),
                ("kind", models.CharField(max_length=20, verbose_name="种类")),
                ("text", models.CharField(max_length=120, verbose_name="文字")),
                ("url", models.CharField(max_length=500, verbose_name="地址")),
                ("weight", models.IntegerField(default=0, verbose_name="权重")),
            ],
            options={
                "verbose_name": "搜索建议",
                "verbose_name_plural": "搜索建议",
            },
        ),
        migrations.CreateModel(
            name="SuggestionPrefix",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("prefix", models.CharField(max_length=24)),
                ("kind", models.CharField(max_length=20)),
                ("weight", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="SynonymSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None, verbose_name="词")),
                ("one_way", models.BooleanField(default=False, verbose_name="单向")),
                ("active", models.BooleanField(default=True, verbose_name="启用")),
            ],
            options={
                "verbose_name": "同义词",
                "verbose_name_plural": "同义词",
            },
        ),
        migrations.CreateModel(
            name="TermFrequency",
            fields=[
                ("token", models.CharField(max_length=130, primary_key=True, serialize=False)),
                ("documents", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="TypoPair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("wrong", models.CharField(max_length=20, unique=True, verbose_name="写成")),
                ("right", models.CharField(max_length=20, verbose_name="本意")),
                ("active", models.BooleanField(default=True, verbose_name="启用")),
            ],
            options={
                "verbose_name": "错别字",
                "verbose_name_plural": "错别字",
            },
        ),
        migrations.CreateModel(
            name="PendingDocument",
            fields=[
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+", serialize=False, to="search.searchdocument"
                    ),
                ),
                ("version", models.BigIntegerField()),
                ("since", models.DateTimeField()),
            ],
        ),
        migrations.AddIndex(
            model_name="searchdocument",
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["match"], name="search_document_match"),
        ),
        migrations.AddIndex(
            model_name="searchdocument",
            index=models.Index(condition=models.Q(("deleted", False)), fields=["quality", "id"], name="search_document_quality"),
        ),
        migrations.AddIndex(
            model_name="searchdocument",
            index=models.Index(condition=models.Q(("deleted", False)), fields=["price_fen", "id"], name="search_document_price"),
        ),
        migrations.AddIndex(
            model_name="searchdocument",
            index=models.Index(condition=models.Q(("deleted", False)), fields=["published_at", "id"], name="search_document_newest"),
        ),
        migrations.AddIndex(
            model_name="searchdocument",
            index=models.Index(condition=models.Q(("deleted", False)), fields=["rating", "id"], name="search_document_rating"),
        ),
        migrations.AddIndex(
            model_name="searchdocument",
            index=models.Index(condition=models.Q(("deleted", False), ("lat__isnull", False)), fields=["lat", "lng"], name="search_document_place"),
        ),
        migrations.AddIndex(
            model_name="searchdocument",
            index=models.Index(condition=models.Q(("deleted", False), ("expires_at__isnull", False)), fields=["expires_at"], name="search_document_expiry"),
        ),
        migrations.AddIndex(
            model_name="searchdocument",
            index=models.Index(condition=models.Q(("deleted", True)), fields=["changed_at"], name="search_document_gone"),
        ),
        migrations.AddConstraint(
            model_name="searchdocument",
            constraint=models.UniqueConstraint(fields=("type", "object_id"), name="search_document_once"),
        ),
        migrations.AddField(
            model_name="suggestionprefix",
            name="suggestion",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="prefixes", to="search.suggestion"),
        ),
        migrations.AddIndex(
            model_name="pendingdocument",
            index=models.Index(fields=["version"], name="search_pending_order"),
        ),
        migrations.AddIndex(
            model_name="suggestionprefix",
            index=models.Index(
                models.F("prefix"),
                models.F("kind"),
                models.OrderBy(models.F("weight"), descending=True),
                models.F("suggestion"),
                name="search_suggestion_lookup",
            ),
        ),
    ]

"""Family classroom: topics and lessons."""

import django.core.validators
import django.db.models.deletion
import modelcluster.contrib.taggit
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models

import core.drawings
import core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0003_notices"),
        ("catalog", "0001_catalogue"),
        ("media", "0002_owners"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClassroomPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("intro", models.CharField(blank=True, max_length=120, verbose_name="说明")),
            ],
            options={
                "verbose_name": "家庭课堂首页",
                "verbose_name_plural": "家庭课堂首页",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="LessonPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("intro", models.CharField(help_text="先把结论说了，列表和搜索结果里也用它。", max_length=160, verbose_name="导语")),
                (
                    "cover_art",
                    models.CharField(
                        blank=True, choices=core.drawings.scenes, help_text="没有照片时用；都空着就用栏目的插画。", max_length=20, verbose_name="封面插画"
                    ),
                ),
                ("body", core.fields.StreamField(blank=True, verbose_name="正文")),
                ("source", models.CharField(blank=True, help_text="转载或据以采写的单位；自己写的不填。", max_length=80, verbose_name="来源")),
                ("author_name", models.CharField(blank=True, max_length=40, verbose_name="作者")),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True, db_index=True, help_text="排序用，也印在文章上。不填就是上线的那一刻。", null=True, verbose_name="发布时间"
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="读完要几分钟")),
                (
                    "kind",
                    models.CharField(choices=[("text", "文章"), ("pictures", "图解"), ("video", "视频")], default="text", max_length=20, verbose_name="形式"),
                ),
                (
                    "video_path",
                    models.CharField(
                        blank=True,
                        help_text="视频放在本站别处时写它的路径，页面上放封面和去看的链接。",
                        max_length=300,
                        validators=[django.core.validators.RegexValidator("^/[^/\\\\\\s]\\S*$", "只写本站的路径，以一条斜线开头。")],
                        verbose_name="视频网址",
                    ),
                ),
                ("video_seconds", models.PositiveIntegerField(blank=True, null=True, verbose_name="视频时长（秒）")),
            ],
            options={
                "verbose_name": "课堂文章",
                "verbose_name_plural": "课堂文章",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="LessonTag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TopicPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("intro", models.CharField(blank=True, max_length=120, verbose_name="说明")),
                ("art", models.CharField(blank=True, choices=core.drawings.scenes, max_length=20, verbose_name="插画")),
            ],
            options={
                "verbose_name": "课堂专题",
                "verbose_name_plural": "课堂专题",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.AddField(
            model_name="lessonpage",
            name="cover",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="media.siteimage", verbose_name="封面照片"
            ),
        ),
        migrations.AddField(
            model_name="lessonpage",
            name="services",
            field=modelcluster.fields.ParentalManyToManyField(blank=True, related_name="+", to="catalog.servicetype", verbose_name="相关服务"),
        ),
        migrations.AddField(
            model_name="lessonpage",
            name="video",
            field=models.ForeignKey(
                blank=True,
                help_text="MP4 或 WebM，20 MB 以内。封面就是视频的第一画面。",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="media.sitedocument",
                verbose_name="视频文件",
            ),
        ),
        migrations.AddField(
            model_name="lessontag",
            name="content_object",
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name="tagged_items", to="articles.lessonpage"),
        ),
        migrations.AddField(
            model_name="lessontag",
            name="tag",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="%(app_label)s_%(class)s_items", to="taggit.tag"),
        ),
        migrations.AddField(
            model_name="lessonpage",
            name="tags",
            field=modelcluster.contrib.taggit.ClusterTaggableManager(
                blank=True, help_text="用逗号隔开。", through="articles.LessonTag", to="taggit.Tag", verbose_name="标签"
            ),
        ),
    ]

"""The pages of this slice: news, government notices, family classroom."""

from cms.articles.models.lessons import ClassroomPage, LessonPage, LessonQuerySet, LessonTag, TopicPage
from cms.articles.models.news import ArticlePage, ArticleQuerySet, ArticleTag, NewsIndexPage, SectionPage, free_section
from cms.articles.models.notices import NoticeIndexPage, NoticePage, NoticeQuerySet
from cms.articles.models.reading import PAGE_SIZE, ReadingPage, ReadingQuerySet
from cms.articles.models.reads import ReadDay

__all__ = [
    "PAGE_SIZE",
    "ArticlePage",
    "ArticleQuerySet",
    "ArticleTag",
    "ClassroomPage",
    "LessonPage",
    "LessonQuerySet",
    "LessonTag",
    "NewsIndexPage",
    "NoticeIndexPage",
    "NoticePage",
    "NoticeQuerySet",
    "ReadDay",
    "ReadingPage",
    "ReadingQuerySet",
    "SectionPage",
    "TopicPage",
    "free_section",
]

# 有邻家政。常用的两条：make run（运行）、make test（测试）。全部目标：make help。
# 读取的环境变量：PORT（8000）、HOST（127.0.0.1）、VAR_DIR（var）、DEMO（1；0 = 空站）、WORKERS（测试进程数，2）。

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
WORKERS ?= 2
DEMO ?= 1
export DEMO
# Without compiled files every start would take seconds longer.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run dev doctor stop test nightly lint format types imports migrations requirements bench relevance docs images image stack environment dev-environment

help: ## 列出全部目标
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name text; do printf '%-22s %s\n' "$$name" "$$text"; done

environment:
	@.ci/environment base

dev-environment:
	@.ci/environment dev

run: environment ## 运行演示城市：数据库、网站、后台任务；Ctrl-C 停止
	@exec $(PYTHON) manage.py up

dev: dev-environment ## 同一个数据库，runserver 加 DEBUG
	@DJANGO_SETTINGS_MODULE=settings.dev exec $(PYTHON) manage.py up --dev

doctor: environment ## 体检：数据库、事件箱、搜索、定时任务、存储、密钥、邮件、短信
	@$(PYTHON) manage.py doctor

stop: ## 停止运行中的网站，清理遗留的进程
	@if [ -x $(PYTHON) ]; then $(PYTHON) manage.py stop; else echo 没有在运行。; fi
	@if [ -f .venv/installed-dev ]; then $(PYTHON) -m tests.services stop; fi

test: dev-environment ## 全部测试：真实的 PostgreSQL、Redis、Elasticsearch、Chromium
	@.ci/services
	@exec $(PYTHON) -m pytest -n $(WORKERS) --dist worksteal --ignore tests/bench --ignore tests/journeys $(ARGS)

nightly: dev-environment ## 长的测试：浏览器里的完整流程、19 个角色的全部权限、接口遍历和搜索维护的长形式
	@.ci/services
	@NIGHTLY=1 exec $(PYTHON) -m pytest --timeout 1800 -n $(WORKERS) --dist worksteal tests/rights tests/journeys tests/api tests/races/test_tree.py tests/races/test_channels.py tests/marketplace/bookings/test_time_is_kept.py tests/marketplace/bookings/test_promise.py tests/marketplace/series/test_promise.py tests/marketplace/series/test_monthly.py tests/marketplace/engagements/test_promise.py tests/search/test_cluster.py tests/search/test_outage.py tests/search/test_upkeep.py $(ARGS)

lint: dev-environment ## 代码规则与格式（ruff）
	@$(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check .

format: dev-environment ## 自动修正格式
	@$(PYTHON) -m ruff check --fix . ; $(PYTHON) -m ruff format .

types: dev-environment ## 类型检查（mypy）
	@$(PYTHON) -m mypy .

imports: dev-environment ## 分层检查（import-linter）
	@.venv/bin/lint-imports

migrations: dev-environment ## 检查是否缺少迁移
	@DJANGO_SETTINGS_MODULE=settings.test $(PYTHON) -W ignore manage.py makemigrations --check --dry-run --skip-checks

requirements: dev-environment ## 每条需求由哪些测试证明
	@$(PYTHON) -m tests.requirements_report

bench: dev-environment ## 性能：同一次运行内的比值
	@.ci/services
	@exec $(PYTHON) -m pytest tests/bench --timeout 7200 -s -q -p no:cacheprovider $(ARGS)

relevance: dev-environment ## 搜索质量：评测集上的得分
	@.ci/services
	@exec $(PYTHON) -m pytest tests/search -k relevance -s -q -p no:cacheprovider $(ARGS)

docs: dev-environment ## 重新生成接口文档与状态图（docs/openapi.yaml、docs/reference/states.md）
	@DJANGO_SETTINGS_MODULE=settings.test $(PYTHON) manage.py states > docs/reference/states.md
	@DJANGO_SETTINGS_MODULE=settings.test $(PYTHON) manage.py spectacular --validate --file docs/openapi.yaml

images: dev-environment ## 重新拍 docs/images 的图片：另一个终端先 make run（端口用 PORT 指定）
	@$(PYTHON) -m tests.journeys.pictures $(NAMES)

image: ## 构建容器镜像（docker，没有容器引擎时用 buildah）
	@.ci/image

stack: dev-environment ## 完整模式：在本机用真实的 PostgreSQL、Redis、Elasticsearch、Celery 运行
	@.ci/services
	@exec $(PYTHON) -m tests.services.stack

"""Questionnaires, files of answers, rates."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from creation.triggers import LogChanges
from surveys.migrations import _triggers
from wuhao.create_models import CreateModels


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('surveys', '0001_initial'),
        ('surveys', '0002_narrow_tables'),
        ('surveys', '0003_one_index_of_responses'),
        ('surveys', '0004_changes_logged'),
        ('surveys', '0005_uploads_in_background'),
        ('surveys', '0006_decisions_rates_and_remarks'),
        ('surveys', '0007_questionnaire_editor'),
        ('surveys', '0008_online_questionnaires'),
        ('surveys', '0009_flagged_responses'),
        ('surveys', '0010_names_of_flags'),
    ]

    dependencies = [
        ('creation', '0001_squashed_0017_undone_changes_of_organizations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Questionnaire',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=30, verbose_name='代码')),
                    ('name', models.CharField(max_length=60, verbose_name='名称')),
                    ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questionnaires', to='creation.round', verbose_name='轮次')),
                    ('follows', models.ForeignKey(blank=True, help_text='上一次测评的同一份问卷，三率和它比较', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followers', to='surveys.questionnaire', verbose_name='接续的问卷')),
                    ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='发布时间')),
                    ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('state', models.CharField(choices=[('draft', '草稿'), ('published', '已发布')], default='draft', max_length=10, verbose_name='状态')),
                ],
                options={
                    'verbose_name': '问卷',
                    'verbose_name_plural': '问卷',
                    'ordering': ['round', 'code'],
                    'constraints': [models.UniqueConstraint(fields=('round', 'code'), name='questionnaire_code_in_round'), models.CheckConstraint(condition=models.Q(('state', 'draft'), ('published_at__isnull', False), _connector='OR'), name='questionnaire_published_has_day')],
                },
            ),
            migrations.CreateModel(
                name='Question',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=10, verbose_name='编号')),
                    ('order', models.PositiveSmallIntegerField(verbose_name='排序')),
                    ('text', models.CharField(max_length=200, verbose_name='题目')),
                    ('dimension', models.CharField(choices=[('satisfaction', '满意'), ('participation', '参与'), ('awareness', '知晓'), ('identity', '身份'), ('other', '其他')], max_length=14, verbose_name='维度')),
                    ('is_multiple', models.BooleanField(default=False, verbose_name='多选')),
                    ('questionnaire', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='surveys.questionnaire')),
                    ('version', models.PositiveIntegerField(default=0, editable=False, verbose_name='修改次数')),
                ],
                options={
                    'verbose_name': '题目',
                    'verbose_name_plural': '题目',
                    'ordering': ['questionnaire', 'order'],
                    'constraints': [models.UniqueConstraint(fields=('questionnaire', 'code'), name='question_code_once'), models.UniqueConstraint(fields=('questionnaire', 'order'), name='question_order_once')],
                },
            ),
            migrations.CreateModel(
                name='Rate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('stratum', models.CharField(choices=[('member', '党员'), ('mass', '群众'), ('delegate', '两代表一委员'), ('partner', '共建单位')], max_length=10, verbose_name='身份')),
                    ('numerator', models.PositiveIntegerField(default=0, verbose_name='分子')),
                    ('denominator', models.PositiveIntegerField(default=0, verbose_name='分母')),
                    ('dont_know', models.PositiveIntegerField(default=0, verbose_name='不了解')),
                    ('blank', models.PositiveIntegerField(default=0, verbose_name='空白')),
                    ('skipped', models.PositiveIntegerField(default=0, verbose_name='跳过')),
                    ('void', models.PositiveIntegerField(default=0, verbose_name='无效')),
                    ('classes', models.JSONField(default=dict, verbose_name='各类份数')),
                    ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='creation.organization')),
                    ('question', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rates', to='surveys.question')),
                ],
                options={
                    'verbose_name': '三率',
                    'verbose_name_plural': '三率',
                    'constraints': [models.UniqueConstraint(fields=('organization', 'question', 'stratum'), name='rate_cell_once'), models.CheckConstraint(condition=models.Q(('numerator__lte', models.F('denominator'))), name='rate_numerator_within_denominator')],
                },
            ),
            migrations.CreateModel(
                name='Upload',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200, verbose_name='文件名')),
                    ('file', models.FileField(upload_to='uploads/', verbose_name='文件')),
                    ('sha256', models.CharField(max_length=64, verbose_name='摘要')),
                    ('layout', models.CharField(blank=True, max_length=20, verbose_name='来源格式')),
                    ('mapping', models.JSONField(default=dict, verbose_name='对应关系')),
                    ('counts', models.JSONField(default=dict, verbose_name='统计')),
                    ('state', models.CharField(choices=[('reading', '正在读取'), ('refused', '读不了'), ('uploaded', '待确认'), ('committing', '正在入库'), ('committed', '已入库'), ('replaced', '已被替换'), ('undone', '已撤销')], default='reading', max_length=10, verbose_name='状态')),
                    ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='上传时间')),
                    ('committed_at', models.DateTimeField(blank=True, null=True, verbose_name='入库时间')),
                    ('questionnaire', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='surveys.questionnaire', verbose_name='问卷')),
                    ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
                    ('archive', models.CharField(blank=True, max_length=200, verbose_name='所在压缩包')),
                    ('committed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='入库人')),
                    ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='creation.job', verbose_name='后台任务')),
                    ('note', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                    ('replaces', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='surveys.upload', verbose_name='替换的文件')),
                    ('size', models.PositiveBigIntegerField(default=0, verbose_name='字节数')),
                ],
                options={
                    'verbose_name': '数据文件',
                    'verbose_name_plural': '数据文件',
                    'ordering': ['-uploaded_at', '-pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'committed')), fields=('questionnaire', 'sha256'), name='upload_same_file_once')],
                },
            ),
            migrations.CreateModel(
                name='Response',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('stratum', models.CharField(choices=[('member', '党员'), ('mass', '群众'), ('delegate', '两代表一委员'), ('partner', '共建单位')], max_length=10, verbose_name='身份')),
                    ('answers', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), size=None, verbose_name='答案')),
                    ('weight', models.PositiveIntegerField(default=1, help_text='计票表一行代表多份', verbose_name='份数')),
                    ('flags', models.CharField(blank=True, max_length=60, verbose_name='疑点')),
                    ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='creation.organization')),
                    ('upload', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='responses', to='surveys.upload')),
                ],
                options={
                    'verbose_name': '答卷',
                    'verbose_name_plural': '答卷',
                    'indexes': [models.Index(fields=['upload', 'organization'], name='response_of_upload'), models.Index(condition=models.Q(('flags', ''), _negated=True), fields=['upload', 'organization'], name='response_flagged')],
                },
            ),
            migrations.CreateModel(
                name='Option',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('order', models.PositiveSmallIntegerField(verbose_name='排序')),
                    ('text', models.CharField(max_length=80, verbose_name='选项')),
                    ('klass', models.CharField(max_length=14, verbose_name='归类')),
                    ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='options', to='surveys.question')),
                ],
                options={
                    'verbose_name': '选项',
                    'verbose_name_plural': '选项',
                    'ordering': ['question', 'order'],
                    'constraints': [models.UniqueConstraint(fields=('question', 'order'), name='option_order_once')],
                },
            ),
            migrations.CreateModel(
                name='Remark',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('stratum', models.CharField(choices=[('member', '党员'), ('mass', '群众'), ('delegate', '两代表一委员'), ('partner', '共建单位')], max_length=10, verbose_name='身份')),
                    ('question', models.CharField(max_length=200, verbose_name='题目')),
                    ('text', models.TextField(verbose_name='内容')),
                    ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='creation.organization', verbose_name='党组织')),
                    ('upload', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='surveys.upload', verbose_name='数据文件')),
                ],
                options={
                    'verbose_name': '意见',
                    'verbose_name_plural': '意见',
                    'ordering': ['organization', 'question', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='FlagDecision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('flag', models.CharField(choices=[('fast', '答得太快'), ('line', '各题都选同一位置'), ('same', '与别的答卷完全相同'), ('run', '连续多份完全相同'), ('burst', '几分钟内集中提交'), ('source', '同一来源')], max_length=10, verbose_name='疑点')),
                    ('sheets', models.PositiveIntegerField(verbose_name='份数')),
                    ('reason', models.CharField(max_length=200, verbose_name='剔除理由')),
                    ('decided_at', models.DateTimeField(auto_now_add=True, verbose_name='决定时间')),
                    ('lifted_reason', models.CharField(blank=True, max_length=200, verbose_name='恢复理由')),
                    ('lifted_at', models.DateTimeField(null=True, verbose_name='恢复时间')),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='决定人')),
                    ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='恢复人')),
                    ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='creation.organization', verbose_name='党组织')),
                    ('upload', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='flag_decisions', to='surveys.upload', verbose_name='数据文件')),
                ],
                options={
                    'verbose_name': '疑点处理',
                    'verbose_name_plural': '疑点处理',
                    'ordering': ['-decided_at', '-pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('upload', 'organization', 'flag'), name='flag_decided_once'), models.CheckConstraint(condition=models.Q(models.Q(('lifted_at', None), ('lifted_reason', '')), models.Q(('lifted_at__isnull', False), models.Q(('lifted_reason', ''), _negated=True)), _connector='OR'), name='flag_lifted_with_reason')],
                },
            ),
            migrations.CreateModel(
                name='OrganizationRate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('dimension', models.CharField(choices=[('satisfaction', '满意'), ('participation', '参与'), ('awareness', '知晓'), ('identity', '身份'), ('other', '其他')], max_length=14, verbose_name='维度')),
                    ('members', models.PositiveIntegerField(verbose_name='党员数')),
                    ('masses', models.PositiveIntegerField(verbose_name='群众数')),
                    ('enough', models.CharField(max_length=40, verbose_name='样本要求')),
                    ('people', models.PositiveIntegerField(verbose_name='应答人数')),
                    ('numerator', models.PositiveIntegerField(verbose_name='分子')),
                    ('denominator', models.PositiveIntegerField(verbose_name='分母')),
                    ('excluded', models.PositiveIntegerField(verbose_name='不计入')),
                    ('dont_know', models.PositiveIntegerField(verbose_name='不了解')),
                    ('n', models.PositiveIntegerField(verbose_name='样本数')),
                    ('value', models.DecimalField(decimal_places=18, max_digits=20, null=True, verbose_name='率')),
                    ('variance', models.DecimalField(decimal_places=34, max_digits=36, null=True, verbose_name='方差')),
                    ('n_eff', models.DecimalField(decimal_places=6, max_digits=24, null=True, verbose_name='有效样本数')),
                    ('low', models.DecimalField(decimal_places=18, max_digits=20, null=True, verbose_name='区间下限')),
                    ('high', models.DecimalField(decimal_places=18, max_digits=20, null=True, verbose_name='区间上限')),
                    ('is_census', models.BooleanField(default=False, verbose_name='各类都答全')),
                    ('sufficient', models.BooleanField(default=False, verbose_name='样本足够')),
                    ('missing', models.CharField(blank=True, max_length=120, verbose_name='缺失原因')),
                    ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='creation.organization')),
                    ('round', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='creation.round')),
                ],
                options={
                    'verbose_name': '党组织三率',
                    'verbose_name_plural': '党组织三率',
                    'constraints': [models.UniqueConstraint(fields=('round', 'organization', 'dimension'), name='organization_rate_once'), models.CheckConstraint(condition=models.Q(models.Q(('missing', ''), ('value__isnull', False)), models.Q(('value__isnull', True), models.Q(('missing', ''), _negated=True)), _connector='OR'), name='organization_rate_or_reason')],
                },
            ),
            migrations.CreateModel(
                name='LibraryQuestion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.CharField(max_length=200, verbose_name='题目')),
                    ('dimension', models.CharField(choices=[('satisfaction', '满意'), ('participation', '参与'), ('awareness', '知晓'), ('identity', '身份'), ('other', '其他')], max_length=14, verbose_name='维度')),
                    ('is_multiple', models.BooleanField(default=False, verbose_name='多选')),
                    ('options', models.JSONField(default=list, help_text='[[选项, 归类], …]', verbose_name='选项')),
                    ('kept_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('sector', models.ForeignKey(blank=True, help_text='空着：各领域通用', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='creation.sector', verbose_name='领域')),
                ],
                options={
                    'verbose_name': '题库题目',
                    'verbose_name_plural': '题库题目',
                    'ordering': ['dimension', 'id'],
                    'constraints': [models.UniqueConstraint(fields=('text', 'sector'), name='library_question_once', nulls_distinct=False)],
                },
            ),
            migrations.CreateModel(
                name='SentForm',
                fields=[
                    ('digest', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='摘要')),
                    ('day', models.DateField(verbose_name='日期')),
                ],
                options={
                    'verbose_name': '已交标记',
                    'verbose_name_plural': '已交标记',
                },
            ),
            migrations.CreateModel(
                name='OnlineLink',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('token', models.CharField(max_length=32, unique=True, verbose_name='地址')),
                    ('mode', models.CharField(choices=[('open', '公开链接，谁都可以填'), ('codes', '一人一个答题码，只能用一次')], default='open', max_length=5, verbose_name='方式')),
                    ('opens_at', models.DateTimeField(verbose_name='开放时间')),
                    ('closes_at', models.DateTimeField(verbose_name='截止时间')),
                    ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='survey_links', to='creation.organization', verbose_name='党组织')),
                    ('questionnaire', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='surveys.questionnaire', verbose_name='问卷')),
                    ('upload', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='surveys.upload', verbose_name='答卷')),
                ],
                options={
                    'verbose_name': '在线链接',
                    'verbose_name_plural': '在线链接',
                    'ordering': ['questionnaire', 'organization'],
                    'constraints': [models.UniqueConstraint(fields=('questionnaire', 'organization'), name='online_link_once'), models.CheckConstraint(condition=models.Q(('closes_at__gte', models.F('opens_at'))), name='online_closes_after_opening')],
                },
            ),
            migrations.CreateModel(
                name='AnswerCode',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('digest', models.CharField(max_length=64, verbose_name='摘要')),
                    ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='surveys.onlinelink', verbose_name='在线链接')),
                ],
                options={
                    'verbose_name': '答题码',
                    'verbose_name_plural': '答题码',
                    'constraints': [models.UniqueConstraint(fields=('link', 'digest'), name='answer_code_once')],
                },
            ),
            migrations.CreateModel(
                name='Uncounted',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='creation.organization')),
                    ('questionnaire', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='surveys.questionnaire')),
                ],
                options={
                    'verbose_name': '待计答卷',
                    'verbose_name_plural': '待计答卷',
                },
            ),
        ]),
        *(migrations.RunSQL(sql, f"DROP FUNCTION {name} CASCADE") for name, sql in _triggers.CREATED.items()),
        # Not the answers and the rates: a file of them is one entry, whatever it holds.
        *(LogChanges(f"surveys.{name}") for name in ("questionnaire", "question", "option", "upload", "flagdecision", "libraryquestion")),
        LogChanges("surveys.onlinelink", personal=["token"]),
    ]

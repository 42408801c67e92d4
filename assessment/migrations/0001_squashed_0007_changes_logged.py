"""Candidacies, sheets, clearances, draws, evaluations, titles."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from creation.triggers import LogChanges
from wuhao.create_models import CreateModels

# Kept here as they were shipped; each may be taken off the list on screen.
PHRASES = (
    "佐证材料不全，请补充上传。",
    "次数与工作手册不一致，请核对。",
    "请写明数据来源和时间。",
    "不适用的理由不成立，请按评分标准填写。",
    "佐证材料不在本轮时间内，请更换。",
)
PAPERS = """
    candidacy draw team teammember visit evaluationrun rectification title sheet verdict phrase
    evidence mark_evidence
""".split()


def write_phrases(apps, schema_editor):
    phrase = apps.get_model("assessment", "Phrase")
    phrase.objects.bulk_create(phrase(text=text) for text in PHRASES)


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('assessment', '0001_initial'),
        ('assessment', '0002_initial'),
        ('assessment', '0003_rechecks'),
        ('assessment', '0004_mark_entry_key'),
        ('assessment', '0005_self_checks'),
        ('assessment', '0006_review_desk'),
        ('assessment', '0007_changes_logged'),
    ]

    dependencies = [
        ('creation', '0001_squashed_0017_undone_changes_of_organizations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Candidacy',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('members', models.PositiveIntegerField(default=0, verbose_name='党员数')),
                    ('people_served', models.PositiveIntegerField(default=0, verbose_name='群众数')),
                    ('months', models.PositiveSmallIntegerField(verbose_name='本轮存续月数')),
                    ('founded_in_round', models.BooleanField(default=False, verbose_name='本轮新建')),
                    ('reason', models.CharField(blank=True, max_length=200, verbose_name='补充列入理由')),
                    ('state', models.CharField(choices=[('enrolled', '未申报'), ('applied', '已申报'), ('barred', '触碰高压线'), ('withdrawn', '已撤回'), ('closed', '已结束')], default='enrolled', max_length=10, verbose_name='状态')),
                    ('declaration', models.JSONField(blank=True, default=dict, verbose_name='高压线承诺')),
                    ('applied_at', models.DateTimeField(blank=True, null=True, verbose_name='申报时间')),
                    ('applied_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='candidacies', to='creation.organization', verbose_name='党组织')),
                    ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='candidacies', to='creation.round', verbose_name='轮次')),
                    ('sector', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='creation.sector', verbose_name='领域')),
                    ('standard', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='creation.standardset', verbose_name='创建标准')),
                    ('superior', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='creation.organization', verbose_name='上级党组织')),
                    ('town', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='creation.organization', verbose_name='所在街镇')),
                ],
                options={
                    'verbose_name': '参评',
                    'verbose_name_plural': '参评',
                    'ordering': ['round', 'organization'],
                    'constraints': [models.UniqueConstraint(fields=('round', 'organization'), name='candidacy_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'applied'), _negated=True), ('applied_at__isnull', False), _connector='OR'), name='candidacy_applied_has_time')],
                },
            ),
            migrations.CreateModel(
                name='Clearance',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('pending', '未答复'), ('clear', '无'), ('hit', '有')], default='pending', max_length=8, verbose_name='结果')),
                    ('reference', models.CharField(blank=True, max_length=60, verbose_name='文号')),
                    ('signed_by', models.CharField(blank=True, max_length=40, verbose_name='签发人')),
                    ('signed_on', models.DateField(blank=True, null=True, verbose_name='签发日期')),
                    ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='答复时间')),
                    ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                    ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('candidacy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clearances', to='assessment.candidacy')),
                    ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='creation.department', verbose_name='部门')),
                    ('red_line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='creation.redline', verbose_name='高压线')),
                ],
                options={
                    'verbose_name': '联审结果',
                    'verbose_name_plural': '联审结果',
                    'ordering': ['candidacy', 'red_line', 'department'],
                    'constraints': [models.UniqueConstraint(fields=('candidacy', 'red_line', 'department'), name='clearance_once'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('state', 'pending')), models.Q(models.Q(('state', 'pending'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='clearance_answer_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'hit'), _negated=True), models.Q(models.Q(('reference', ''), _negated=True), ('signed_on__isnull', False)), _connector='OR'), name='clearance_hit_has_reference', violation_error_message='结果为“有”时要填文号和日期。')],
                },
            ),
            migrations.CreateModel(
                name='Draw',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('seed', models.CharField(max_length=64, verbose_name='随机种子')),
                    ('share', models.DecimalField(decimal_places=3, max_digits=4, verbose_name='抽查比例')),
                    ('strata', models.JSONField(default=list, verbose_name='分层')),
                    ('exclusions', models.JSONField(default=list, verbose_name='排除')),
                    ('drawn_at', models.DateTimeField(auto_now_add=True, verbose_name='抽签时间')),
                    ('drawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draws', to='creation.round')),
                ],
                options={
                    'verbose_name': '抽签',
                    'verbose_name_plural': '抽签',
                    'ordering': ['-drawn_at'],
                },
            ),
            migrations.CreateModel(
                name='EvaluationRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('summary', models.JSONField(default=dict, verbose_name='汇总')),
                    ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='creation.roundpolicy')),
                    ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluation_runs', to='creation.round')),
                ],
                options={
                    'verbose_name': '综合评价批次',
                    'verbose_name_plural': '综合评价批次',
                    'ordering': ['-id'],
                },
            ),
            migrations.CreateModel(
                name='Evaluation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('is_current', models.BooleanField(default=True, verbose_name='现行')),
                    ('decision', models.CharField(choices=[('red_line', '否决'), ('not_rated', '不评定'), ('pending', '待定'), ('five_good', '五好'), ('not_reached', '未达标')], max_length=12, verbose_name='结论')),
                    ('composite', models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name='综合得分')),
                    ('self_score', models.DecimalField(decimal_places=10, max_digits=13, null=True, verbose_name='自查得分')),
                    ('review_score', models.DecimalField(decimal_places=10, max_digits=13, null=True, verbose_name='初审得分')),
                    ('spot_score', models.DecimalField(decimal_places=10, max_digits=13, null=True, verbose_name='抽查得分')),
                    ('organization_part', models.DecimalField(decimal_places=10, max_digits=13, null=True, verbose_name='组织部分')),
                    ('rates_part', models.DecimalField(decimal_places=10, max_digits=13, null=True, verbose_name='三率部分')),
                    ('bonus', models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name='加分')),
                    ('deviation', models.DecimalField(decimal_places=10, max_digits=13, null=True, verbose_name='偏差')),
                    ('goals', models.JSONField(default=list, verbose_name='五好小计')),
                    ('rates', models.JSONField(default=dict, verbose_name='三率')),
                    ('reasons', models.JSONField(default=list, verbose_name='理由')),
                    ('explanation', models.JSONField(default=list, verbose_name='计算过程')),
                    ('standard_digest', models.CharField(max_length=64, verbose_name='标准摘要')),
                    ('policy_digest', models.CharField(max_length=64, verbose_name='政策摘要')),
                    ('candidacy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evaluations', to='assessment.candidacy')),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evaluations', to='assessment.evaluationrun')),
                ],
                options={
                    'verbose_name': '综合评价',
                    'verbose_name_plural': '综合评价',
                    'ordering': ['candidacy', '-id'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('candidacy',), name='evaluation_one_current')],
                },
            ),
            migrations.CreateModel(
                name='EvaluationLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('applicable', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='应得')),
                    ('self_points', models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name='自查')),
                    ('review_points', models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name='初审')),
                    ('spot_points', models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name='抽查')),
                    ('points', models.DecimalField(decimal_places=4, max_digits=8, null=True, verbose_name='计入')),
                    ('why', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                    ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='assessment.evaluation')),
                    ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='creation.item')),
                ],
                options={
                    'verbose_name': '评价明细',
                    'verbose_name_plural': '评价明细',
                    'ordering': ['evaluation', 'item__order'],
                },
            ),
            migrations.CreateModel(
                name='Evidence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=200, verbose_name='名称')),
                    ('file', models.FileField(upload_to='evidence/', verbose_name='文件')),
                    ('sha256', models.CharField(max_length=64, verbose_name='摘要')),
                    ('size', models.PositiveIntegerField(default=0, verbose_name='大小')),
                    ('dated', models.DateField(blank=True, null=True, verbose_name='材料日期')),
                    ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='上传时间')),
                    ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='creation.organization', verbose_name='党组织')),
                    ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': '佐证材料',
                    'verbose_name_plural': '佐证材料',
                    'ordering': ['-uploaded_at'],
                },
            ),
            migrations.CreateModel(
                name='Rectification',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('problem', models.CharField(max_length=300, verbose_name='问题')),
                    ('advice', models.CharField(max_length=300, verbose_name='整改意见')),
                    ('due_on', models.DateField(verbose_name='期限')),
                    ('measure', models.CharField(blank=True, max_length=300, verbose_name='整改措施')),
                    ('state', models.CharField(choices=[('open', '整改中'), ('reported', '待复核'), ('done', '已销号')], default='open', max_length=10, verbose_name='状态')),
                    ('reported_at', models.DateTimeField(blank=True, null=True, verbose_name='报送时间')),
                    ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='销号时间')),
                    ('candidacy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rectifications', to='assessment.candidacy')),
                    ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='creation.item')),
                    ('owner', models.CharField(blank=True, max_length=40, verbose_name='责任人')),
                    ('proof', models.CharField(blank=True, max_length=300, verbose_name='完成情况')),
                    ('recheck', models.CharField(blank=True, max_length=300, verbose_name='复核意见')),
                ],
                options={
                    'verbose_name': '整改',
                    'verbose_name_plural': '整改',
                    'ordering': ['candidacy', 'due_on', 'id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('state', 'open'), ('reported_at__isnull', False), _connector='OR'), name='rectification_reported_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), ('closed_at__isnull', False), _connector='OR'), name='rectification_done_has_time')],
                },
            ),
            migrations.CreateModel(
                name='Report',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('job', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='report', to='creation.job')),
                    ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='creation.round')),
                    ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='creation.organization', verbose_name='范围')),
                ],
                options={
                    'verbose_name': '报告',
                    'verbose_name_plural': '报告',
                    'ordering': ['-id'],
                },
            ),
            migrations.CreateModel(
                name='ReportFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('format', models.CharField(choices=[('docx', 'Word'), ('xlsx', 'Excel')], max_length=5, verbose_name='格式')),
                    ('name', models.CharField(max_length=120, verbose_name='文件名')),
                    ('file', models.FileField(upload_to='reports/', verbose_name='文件')),
                    ('sha256', models.CharField(max_length=64, verbose_name='摘要')),
                    ('size', models.PositiveIntegerField(default=0, verbose_name='大小')),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='assessment.report')),
                ],
                options={
                    'verbose_name': '报告文件',
                    'verbose_name_plural': '报告文件',
                    'ordering': ['report', 'format'],
                },
            ),
            migrations.CreateModel(
                name='Sheet',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('stage', models.CharField(choices=[('self', '自查'), ('review', '初审'), ('spot', '抽查')], max_length=8, verbose_name='阶段')),
                    ('state', models.CharField(choices=[('draft', '填写中'), ('submitted', '已提交'), ('returned', '已退回'), ('accepted', '已通过')], default='draft', max_length=10, verbose_name='状态')),
                    ('results', models.TextField(blank=True, verbose_name='主要成效')),
                    ('shortcomings', models.TextField(blank=True, verbose_name='存在不足')),
                    ('next_effort', models.TextField(blank=True, verbose_name='下步努力')),
                    ('signed_by', models.CharField(blank=True, max_length=40, verbose_name='签字人')),
                    ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='提交时间')),
                    ('returned_reason', models.CharField(blank=True, max_length=300, verbose_name='退回理由')),
                    ('returned_due', models.DateField(blank=True, null=True, verbose_name='重报期限')),
                    ('receipt', models.CharField(blank=True, max_length=40, verbose_name='回执编号')),
                    ('candidacy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sheets', to='assessment.candidacy')),
                    ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('declaration', models.JSONField(blank=True, db_default={}, default=dict, verbose_name='高压线承诺')),
                ],
                options={
                    'verbose_name': '评分表',
                    'verbose_name_plural': '评分表',
                    'ordering': ['candidacy', 'id'],
                    'constraints': [models.UniqueConstraint(fields=('candidacy', 'stage'), name='sheet_stage_once'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'returned']), ('submitted_at__isnull', False), _connector='OR'), name='sheet_submitted_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), _negated=True), models.Q(('returned_reason', ''), _negated=True), _connector='OR'), name='sheet_returned_has_reason')],
                },
            ),
            migrations.CreateModel(
                name='Mark',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('finding', models.JSONField(blank=True, null=True, verbose_name='评价依据')),
                    ('points', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='得分')),
                    ('why', models.CharField(blank=True, max_length=300, verbose_name='得分说明')),
                    ('not_applicable', models.CharField(blank=True, choices=[('', '适用'), ('claimed', '申请不适用'), ('confirmed', '确认不适用')], default='', max_length=10, verbose_name='不适用')),
                    ('reason', models.CharField(blank=True, max_length=200, verbose_name='不适用理由')),
                    ('note', models.CharField(blank=True, max_length=500, verbose_name='说明')),
                    ('returned', models.CharField(blank=True, max_length=300, verbose_name='退回意见')),
                    ('version', models.PositiveIntegerField(default=0, verbose_name='版本')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                    ('evidence', models.ManyToManyField(blank=True, related_name='marks', to='assessment.evidence')),
                    ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='creation.item')),
                    ('updated_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='assessment.sheet')),
                    ('entry_key', models.CharField(blank=True, db_default='', editable=False, max_length=60, verbose_name='填报编号')),
                ],
                options={
                    'verbose_name': '得分',
                    'verbose_name_plural': '得分',
                    'ordering': ['sheet', 'item__order'],
                    'constraints': [models.UniqueConstraint(fields=('sheet', 'item'), name='mark_item_once'), models.CheckConstraint(condition=models.Q(('not_applicable', ''), models.Q(('reason', ''), _negated=True), _connector='OR'), name='mark_not_applicable_needs_reason', violation_error_message='不适用要写明理由。'), models.CheckConstraint(condition=models.Q(('points__isnull', True), ('points__gte', 0), _connector='OR'), name='mark_points_not_negative')],
                },
            ),
            migrations.CreateModel(
                name='MarkVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(verbose_name='版本')),
                    ('finding', models.JSONField(null=True, verbose_name='评价依据')),
                    ('points', models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name='得分')),
                    ('not_applicable', models.CharField(blank=True, max_length=10, verbose_name='不适用')),
                    ('reason', models.CharField(blank=True, max_length=200, verbose_name='不适用理由')),
                    ('note', models.CharField(blank=True, max_length=500, verbose_name='说明')),
                    ('replaced_at', models.DateTimeField(auto_now_add=True, verbose_name='替换时间')),
                    ('mark', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='assessment.mark')),
                    ('replaced_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('why', models.CharField(blank=True, db_default='', max_length=300, verbose_name='得分说明')),
                    ('written_at', models.DateTimeField(blank=True, null=True, verbose_name='填写时间')),
                    ('written_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': '得分历史',
                    'verbose_name_plural': '得分历史',
                    'ordering': ['mark', 'version'],
                    'constraints': [models.UniqueConstraint(fields=('mark', 'version'), name='mark_version_once')],
                },
            ),
            migrations.CreateModel(
                name='Team',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=40, verbose_name='检查组')),
                    ('home', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='creation.organization', verbose_name='来自街镇')),
                    ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='creation.round')),
                ],
                options={
                    'verbose_name': '检查组',
                    'verbose_name_plural': '检查组',
                    'ordering': ['round', 'name'],
                    'constraints': [models.UniqueConstraint(fields=('round', 'name'), name='team_name_in_round')],
                },
            ),
            migrations.CreateModel(
                name='TeamMember',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('is_leader', models.BooleanField(default=False, verbose_name='组长')),
                    ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='assessment.team')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': '检查组成员',
                    'verbose_name_plural': '检查组成员',
                    'ordering': ['team', '-is_leader', 'id'],
                    'constraints': [models.UniqueConstraint(fields=('team', 'user'), name='team_member_once')],
                },
            ),
            migrations.CreateModel(
                name='Title',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('proposed', '拟命名'), ('publicity', '公示中'), ('named', '已命名'), ('dropped', '未命名'), ('revoked', '已摘牌')], default='proposed', max_length=10, verbose_name='状态')),
                    ('publicity_from', models.DateField(blank=True, null=True, verbose_name='公示开始')),
                    ('publicity_to', models.DateField(blank=True, null=True, verbose_name='公示截止')),
                    ('named_on', models.DateField(blank=True, null=True, verbose_name='命名日期')),
                    ('ended_on', models.DateField(blank=True, null=True, verbose_name='摘牌日期')),
                    ('reason', models.CharField(blank=True, max_length=300, verbose_name='取消或摘牌理由')),
                    ('candidacy', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='title', to='assessment.candidacy')),
                    ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessment.evaluation')),
                ],
                options={
                    'verbose_name': '命名',
                    'verbose_name_plural': '命名',
                    'ordering': ['candidacy'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['dropped', 'revoked']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='title_end_needs_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'named'), _negated=True), ('named_on__isnull', False), _connector='OR'), name='title_named_has_date')],
                },
            ),
            migrations.CreateModel(
                name='Objection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField(verbose_name='异议内容')),
                    ('received_on', models.DateField(verbose_name='收到日期')),
                    ('answer', models.TextField(blank=True, verbose_name='处理结果')),
                    ('answered_on', models.DateField(blank=True, null=True, verbose_name='处理日期')),
                    ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('title', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='objections', to='assessment.title')),
                ],
                options={
                    'verbose_name': '异议',
                    'verbose_name_plural': '异议',
                    'ordering': ['title', 'id'],
                },
            ),
            migrations.CreateModel(
                name='Visit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('spot', '抽查'), ('midterm', '中途检查')], default='spot', max_length=8, verbose_name='类别')),
                    ('reason', models.CharField(blank=True, max_length=200, verbose_name='点名理由')),
                    ('visited_on', models.DateField(blank=True, null=True, verbose_name='检查日期')),
                    ('heard', models.TextField(blank=True, verbose_name='听')),
                    ('inspected', models.TextField(blank=True, verbose_name='查')),
                    ('appraised', models.TextField(blank=True, verbose_name='评')),
                    ('candidacy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='assessment.candidacy')),
                    ('draw', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='assessment.draw')),
                    ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='assessment.team')),
                ],
                options={
                    'verbose_name': '检查',
                    'verbose_name_plural': '检查',
                    'ordering': ['candidacy', 'id'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'spot')), fields=('candidacy',), name='visit_one_spot_check')],
                },
            ),
            migrations.CreateModel(
                name='Inquiry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('talk', '座谈会'), ('questionnaire', '问卷'), ('appraisal', '测评')], max_length=14, verbose_name='方式')),
                    ('held_on', models.DateField(verbose_name='日期')),
                    ('attendance', models.PositiveIntegerField(verbose_name='参加人数')),
                    ('summary', models.CharField(max_length=500, verbose_name='主要情况')),
                    ('results', models.CharField(blank=True, max_length=500, verbose_name='结果')),
                    ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='inquiries', to='assessment.sheet')),
                ],
                options={
                    'verbose_name': '自查方式',
                    'verbose_name_plural': '自查方式',
                    'ordering': ['sheet', 'held_on', 'id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('attendance__gt', 0)), name='inquiry_somebody_came', violation_error_message='参加人数至少为 1。')],
                },
            ),
            migrations.CreateModel(
                name='Phrase',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.CharField(max_length=300, verbose_name='用语')),
                    ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': '审核用语',
                    'verbose_name_plural': '审核用语',
                    'ordering': ['id'],
                    'constraints': [models.UniqueConstraint(fields=('owner', 'text'), name='phrase_once', nulls_distinct=False)],
                },
            ),
            migrations.CreateModel(
                name='Reviewing',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(verbose_name='时间')),
                    ('candidacy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviewing', to='assessment.candidacy')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': '正在审',
                    'verbose_name_plural': '正在审',
                    'constraints': [models.UniqueConstraint(fields=('candidacy', 'user'), name='reviewing_once')],
                },
            ),
            migrations.CreateModel(
                name='Submission',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField(verbose_name='第几次')),
                    ('receipt', models.CharField(max_length=40, verbose_name='回执编号')),
                    ('signed_by', models.CharField(blank=True, max_length=40, verbose_name='签字人')),
                    ('at', models.DateTimeField(verbose_name='提交时间')),
                    ('versions', models.JSONField(default=dict, verbose_name='各项版本')),
                    ('items', models.PositiveIntegerField(default=0, verbose_name='填报项数')),
                    ('files', models.PositiveIntegerField(default=0, verbose_name='佐证件数')),
                    ('minutes', models.PositiveIntegerField(default=0, verbose_name='填报分钟')),
                    ('end', models.CharField(blank=True, choices=[('', '现行'), ('withdrawn', '撤回'), ('returned', '退回'), ('unlocked', '解锁')], default='', max_length=10, verbose_name='结果')),
                    ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='结束时间')),
                    ('reason', models.CharField(blank=True, max_length=300, verbose_name='理由')),
                    ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='submissions', to='assessment.sheet')),
                ],
                options={
                    'verbose_name': '提交记录',
                    'verbose_name_plural': '提交记录',
                    'ordering': ['sheet', 'number'],
                    'constraints': [models.UniqueConstraint(fields=('sheet', 'number'), name='submission_number_once'), models.CheckConstraint(condition=models.Q(('end', ''), ('ended_at__isnull', False), _connector='OR'), name='submission_end_has_time')],
                },
            ),
            migrations.CreateModel(
                name='Verdict',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('of_version', models.PositiveIntegerField(verbose_name='所审版本')),
                    ('kind', models.CharField(choices=[('agreed', '同意'), ('changed', '改分'), ('returned', '待退回')], max_length=8, verbose_name='意见')),
                    ('reason', models.CharField(blank=True, max_length=300, verbose_name='理由')),
                    ('version', models.PositiveIntegerField(default=1, verbose_name='版本')),
                    ('decided_at', models.DateTimeField(verbose_name='审核时间')),
                    ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('mark', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='verdict', to='assessment.mark')),
                ],
                options={
                    'verbose_name': '审核意见',
                    'verbose_name_plural': '审核意见',
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'returned'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='verdict_returned_has_reason', violation_error_message='退回要写明理由。')],
                },
            ),
        ]),
        migrations.RunPython(write_phrases, migrations.RunPython.noop),
        # Not marks, evaluations and their lines: marks keep their own versions, an evaluation is a
        # snapshot that only a new one supersedes, and both are written by the hundred thousand.
        *(LogChanges(f"assessment.{name}") for name in PAPERS),
        LogChanges("assessment.clearance", personal=["signed_by"]),
        LogChanges("assessment.objection", personal=["text"]),
    ]

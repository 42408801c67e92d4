"""The rows that every district begins with; migration 0001 writes them."""

SECTORS = [
    ("village", "农村"),
    ("community", "社区"),
    ("two_new", "两新"),
    ("organ", "机关"),
    ("institution", "事业单位"),
    ("committee", "街道/委办局党委"),
]
DEPARTMENTS = [
    ("organization", "组织部门"),
    ("discipline", "纪检监察"),
    ("political_legal", "政法"),
    ("police", "公安"),
    ("audit", "审计"),
    ("petition", "信访"),
    ("health", "卫健"),
]
RED_LINES = [
    (
        "unqualified",
        "不合格党员",
        "本轮内有党员在民主评议中被评为不合格。",
        ["organization"],
    ),
    (
        "discipline",
        "违纪违法党员",
        "本轮内有党员因违纪违法受到处分或处罚。",
        ["discipline", "audit"],
    ),
    (
        "birth",
        "超计划生育",
        "生育政策已经调整，哪一轮不再适用，就在那一轮停用并写明理由，以前各轮的结果不受影响。",
        ["health"],
    ),
    (
        "security",
        "重大治安和刑事案件",
        "本轮内发生有责任的重大治安案件或刑事案件。",
        ["police", "political_legal", "petition"],
    ),
]
# What has always been asked for; the district changes it on its own page.
REQUIREMENT = {
    "from_year": None,
    "visits_per_year": 4,
    "trainings_per_sector": 1,
    "seminars_per_sector": 1,
    "city_part": 1,
    "district_part": 1,
}


def write(apps, schema_editor):
    sector, department, red_line, requirement = (
        apps.get_model("creation", name)
        for name in ("Sector", "Department", "RedLine", "GuaranteeRequirement")
    )
    sector.objects.bulk_create(
        sector(code=code, name=name, order=order)
        for order, (code, name) in enumerate(SECTORS, start=1)
    )
    departments = {
        code: department.objects.create(code=code, name=name, order=order)
        for order, (code, name) in enumerate(DEPARTMENTS, start=1)
    }
    for order, (code, name, about, answering) in enumerate(RED_LINES, start=1):
        line = red_line.objects.create(code=code, name=name, about=about, order=order)
        line.departments.set([departments[one] for one in answering])
    requirement.objects.create(**REQUIREMENT)

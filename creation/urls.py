from django.contrib.auth.views import PasswordChangeDoneView
from django.urls import path, register_converter

from creation import admin
from creation.views import (
    accounts,
    appointments,
    coverage,
    import_batches,
    imports,
    jobs,
    log,
    login,
    notices,
    organization_changes,
    organization_tree,
    organizations,
    round_editing,
    rounds,
    standard_editor,
    standard_files,
    standards,
)
from creation.views.gallery import gallery
from creation.views.guarantees import home as guarantees
from creation.views.guarantees import rows as guarantee_rows

register_converter(imports.RegisterConverter, "register")

ENTRY = [
    path("", login.home, name="home"),
    path("login/", login.SignIn.as_view(), name="login"),
    path("login/demo/", login.demo_login, name="demo_login"),
    path("logout/", login.SignOut.as_view(), name="logout"),
    path("password/", login.ChangePassword.as_view(), name="password_change"),
    path("password/done/", PasswordChangeDoneView.as_view(), name="password_change_done"),
]

ORGANIZATIONS = [
    path("organizations/", organizations.organization_list, name="organization_list"),
    path("organizations/export/", organizations.organization_export, name="organization_export"),
    path("organizations/new/", organizations.organization_create, name="organization_create"),
    path(
        "organizations/rated/<slug:rated>/",
        organizations.organization_rated,
        name="organization_rated",
    ),
    path("organizations/<int:pk>/", organizations.organization_detail, name="organization_detail"),
    path("organizations/<int:pk>/edit/", organizations.organization_edit, name="organization_edit"),
    path(
        "organizations/<int:pk>/changes/",
        organization_changes.organization_changes,
        name="organization_changes",
    ),
    path(
        "organizations/<int:pk>/changes/<slug:verb>/",
        organization_changes.organization_change,
        name="organization_change",
    ),
    path("organizations/tree/", organization_tree.organization_tree, name="organization_tree"),
    path(
        "organizations/tree/<int:pk>/",
        organization_tree.organization_children,
        name="organization_children",
    ),
    path("organizations/coverage/", coverage.coverage, name="coverage"),
    path("organizations/terms/", coverage.terms, name="organization_terms"),
]

REGISTER_FILES = [  # the address names the register: /organizations/import/
    path("<register:register>/import/", imports.register_import, name="register_import"),
    path(
        "<register:register>/import/template/",
        imports.register_import_template,
        name="register_import_template",
    ),
    path(
        "<register:register>/import/<slug:token>/columns/",
        imports.register_import_columns,
        name="register_import_columns",
    ),
    path(
        "<register:register>/import/<slug:token>/preview/",
        imports.register_import_preview,
        name="register_import_preview",
    ),
    path(
        "<register:register>/import/<slug:token>/mend/",
        imports.register_import_mend,
        name="register_import_mend",
    ),
    path(
        "<register:register>/import/<slug:token>/errors/",
        imports.register_import_errors,
        name="register_import_errors",
    ),
    path(
        "<register:register>/import/<slug:token>/done/",
        imports.register_import_done,
        name="register_import_done",
    ),
    path(
        "<register:register>/import/batches/",
        import_batches.register_batches,
        name="register_batches",
    ),
    path(
        "<register:register>/import/batches/<int:pk>/",
        import_batches.register_batch,
        name="register_batch",
    ),
    path(
        "<register:register>/import/batches/<int:pk>/undo/",
        import_batches.register_batch_undo,
        name="register_batch_undo",
    ),
]

PEOPLE = [
    path("people/", appointments.appointment_list, name="appointment_list"),
    path("people/export/", appointments.appointment_export, name="appointment_export"),
    path("people/new/", appointments.appointment_create, name="appointment_create"),
    path("people/accounts/", accounts.account_list, name="account_list"),
    path("people/accounts/export/", accounts.account_export, name="account_export"),
    path("people/accounts/passwords/", accounts.passwords_issue, name="passwords_issue"),
    path("people/accounts/<int:pk>/", accounts.account_detail, name="account_detail"),
    path("people/accounts/<int:pk>/disable/", accounts.account_disable, name="account_disable"),
    path("people/accounts/<int:pk>/enable/", accounts.account_enable, name="account_enable"),
    path(
        "organizations/<int:pk>/people/", accounts.organization_people, name="organization_people"
    ),
    path(
        "people/<int:pk>/handover/",
        appointments.appointment_hand_over,
        name="appointment_hand_over",
    ),
    path("people/<int:pk>/end/", appointments.appointment_end, name="appointment_end"),
    path("people/<int:pk>/password/", appointments.password_reset_once, name="password_reset_once"),
]

STANDARDS_AND_ROUNDS = [
    path("standards/", standards.standard_list, name="standard_list"),
    path("standards/upload/", standard_files.standard_upload, name="standard_upload"),
    path("standards/new/", standards.standard_begin, name="standard_begin"),
    path("standards/compare/", standards.standard_compare, name="standard_compare"),
    path("standards/<int:pk>/", standards.standard_detail, name="standard_detail"),
    path("standards/<int:pk>/edit/", standard_editor.standard_edit, name="standard_edit"),
    path("standards/<int:pk>/rename/", standards.standard_rename, name="standard_rename"),
    path("standards/<int:pk>/preview/", standards.standard_preview, name="standard_preview"),
    path("standards/<int:pk>/print/", standards.standard_print, name="standard_print"),
    path("standards/<int:pk>/export/", standard_files.standard_export, name="standard_export"),
    path("standards/<int:pk>/import/", standard_files.standard_import, name="standard_import"),
    path(
        "standards/<int:pk>/import/<slug:token>/",
        standard_files.standard_import_check,
        name="standard_import_check",
    ),
    path(
        "standards/<int:pk>/renumber/", standard_editor.standard_renumber, name="standard_renumber"
    ),
    path("standards/<int:pk>/goals/<slug:code>/", standard_editor.goal_rename, name="goal_rename"),
    path("standards/<int:pk>/items/new/", standard_editor.item_create, name="item_create"),
    path("standards/<int:pk>/items/<int:item>/", standard_editor.item_edit, name="item_edit"),
    path("standards/<int:pk>/items/<int:item>/row/", standard_editor.item_row, name="item_row"),
    path("standards/<int:pk>/items/<int:item>/act/", standard_editor.item_act, name="item_act"),
    path(
        "standards/<int:pk>/removed/<int:removed>/",
        standard_editor.item_restore,
        name="item_restore",
    ),
    path("standards/<int:pk>/<slug:verb>/", standards.standard_move, name="standard_move"),
    path("rounds/", rounds.round_list, name="round_list"),
    path("rounds/define/", rounds.round_define, name="round_define"),
    path("rounds/new/", round_editing.round_create, name="round_create"),
    path("rounds/<slug:code>/edit/<slug:step>/", round_editing.round_edit, name="round_edit"),
    path("rounds/<slug:code>/delete/", round_editing.round_delete, name="round_delete"),
    path("rounds/<slug:code>/file/", round_editing.round_file, name="round_file"),
    path("red-lines/", rounds.red_line_list, name="red_line_list"),
]

GUARANTEES = [
    path("guarantees/", guarantees.guarantee_home, name="guarantee_home"),
    path("guarantees/gaps/<slug:gap>/", guarantees.guarantee_gap, name="guarantee_gap"),
    path("guarantees/<slug:key>/", guarantee_rows.guarantee_list, name="guarantee_list"),
    path("guarantees/<slug:key>/new/", guarantee_rows.guarantee_create, name="guarantee_create"),
    path("guarantees/<slug:key>/export/", guarantee_rows.guarantee_export, name="guarantee_export"),
    path(
        "guarantees/<slug:key>/<int:pk>/", guarantee_rows.guarantee_detail, name="guarantee_detail"
    ),
    path(
        "guarantees/<slug:key>/<int:pk>/edit/",
        guarantee_rows.guarantee_edit,
        name="guarantee_edit",
    ),
    path(
        "guarantees/<slug:key>/<int:pk>/delete/",
        guarantee_rows.guarantee_delete,
        name="guarantee_delete",
    ),
]

urlpatterns = [
    path("admin/", admin.site.urls),
    *ENTRY,
    *ORGANIZATIONS,
    *PEOPLE,
    *STANDARDS_AND_ROUNDS,
    *REGISTER_FILES,
    *GUARANTEES,
    path("log/", log.log_list, name="log_list"),
    path("log/export/", log.log_export, name="log_export"),
    path("log/verify/", log.log_verify, name="log_verify"),
    path("log/<int:pk>/", log.log_detail, name="log_detail"),
    path("notices/", notices.notice_list, name="notice_list"),
    path("notices/<int:pk>/open/", notices.notice_open, name="notice_open"),
    path("notices/read/", notices.notice_read_all, name="notice_read_all"),
    path("gallery/", gallery, name="gallery"),
    path("jobs/<uuid:pk>/", jobs.job_detail, name="job_detail"),
    path("jobs/<uuid:pk>/retry/", jobs.job_retry, name="job_retry"),
]

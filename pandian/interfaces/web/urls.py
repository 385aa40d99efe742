"""Addresses of the desktop face: one per screen.   网页地址"""

from __future__ import annotations

from django.urls import path

from pandian.interfaces.web.views import (
    count,
    counts,
    inbox,
    labels,
    overview,
    reversal,
    signing,
    stock,
    task,
)

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("sign-in", signing.sign_in_page, name="sign_in"),
    path("sign-out", signing.sign_out, name="sign_out"),
    path("first-run/<str:secret>", signing.first_run, name="first_run"),
    path("language", signing.language, name="language"),
    path("demo/switch", signing.switch_person, name="switch_person"),
    path("stock", stock.stock_page, name="stock"),
    path("stock/card", stock.card_page, name="card"),
    path("stock/postings/<uuid:posting_id>/reversal", reversal.reversal_page, name="reversal"),
    path("counts", counts.list_page, name="counts"),
    path("counts/new", counts.new_page, name="count_new"),
    path("counts/pick", counts.pick_part, name="count_pick"),
    path("counts/<uuid:plan>", count.plan_page, name="count"),
    path("counts/<uuid:plan>/certificate.json", count.certificate_file, name="certificate"),
    path("counts/<uuid:plan>/settle", count.settle_plan, name="count_settle"),
    path("counts/<uuid:plan>/assign", count.assign_task, name="count_assign"),
    path("counts/<uuid:plan>/decide", count.decide, name="count_decide"),
    path("counts/<uuid:plan>/approve", count.approve_lines, name="count_approve"),
    path("counts/<uuid:plan>/close", count.close, name="count_close"),
    path("counts/<uuid:plan>/sheets", labels.count_sheets, name="count_sheets"),
    path("count/<uuid:task>", task.task_page, name="task"),
    path("count/<uuid:task>/record", task.record, name="task_record"),
    path("count/<uuid:task>/close-place", task.close_place, name="task_close_place"),
    path("count/<uuid:task>/close", task.finish, name="task_close"),
    path("labels", labels.labels_page, name="labels"),
    path("labels/pick", labels.pick_part, name="label_pick"),
    path("labels/preview", labels.preview_part, name="label_preview"),
    path("labels/print", labels.print_file, name="label_print"),
    path("labels/prints", labels.prints_part, name="label_prints"),
    path("labels/prints/<uuid:print_id>", labels.print_page, name="label_check"),
    path("labels/sheets/<str:sheet>", labels.sheet_page, name="label_sheet"),
    path("inbox", inbox.inbox_page, name="inbox"),
]

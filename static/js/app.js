/* 锦上添花：没有它每一页照样能用。菜单、自动保存状态、防重复提交、草稿留在本机、加减按钮。 */
"use strict";

/* ---- 手机菜单 ---- */
function menu() {
  const nav = document.getElementById("nav");
  const burger = document.querySelector("[data-nav-toggle]");
  if (!nav || !burger) return;
  const show = (open) => {
    nav.classList.toggle("open", open);
    burger.setAttribute("aria-expanded", String(open));
    if (!open && location.hash === "#nav") history.replaceState(null, "", location.pathname + location.search);
  };
  burger.setAttribute("role", "button");
  show(false);
  burger.addEventListener("click", (event) => {
    event.preventDefault();
    show(!nav.classList.contains("open"));
  });
  nav.querySelector("[data-nav-close]").addEventListener("click", (event) => {
    event.preventDefault();
    show(false);
    burger.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && nav.classList.contains("open")) {
      show(false);
      burger.focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!nav.contains(event.target) && !burger.contains(event.target)) show(false);
  });
}

/* ---- 防重复提交：按下即灰，返回本页时复原 ---- */
const BUSY_AT_MOST = 8000; // 下载文件的表单不离开本页

function guardSubmits() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post], [data-repeat]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    // 等浏览器收好表单数据（包括按钮的值）再变灰
    setTimeout(() => busy(form, true), 0);
    setTimeout(() => busy(form, false), BUSY_AT_MOST);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) busy(form, false);
  });
}

function busy(form, on) {
  if (!on) delete form.dataset.sent;
  for (const button of form.querySelectorAll("button[type=submit]")) {
    if (on) button.setAttribute("aria-busy", "true");
    else button.removeAttribute("aria-busy");
  }
}

/* ---- 草稿：<form data-draft="唯一的名字">，没送到的字留在本机，退出时清掉 ---- */
const DRAFT = "wuhao-draft:";

function draftKey(form) {
  return `${DRAFT}${document.body.dataset.user || ""}:${form.dataset.draft}`;
}

function draftFields(form) {
  return [...form.elements].filter((field) => field.name && !field.matches("[type=hidden], [type=file], button"));
}

function isChoice(field) {
  return field.type === "radio" || field.type === "checkbox";
}

function draftValues(form) {
  const values = {};
  for (const field of draftFields(form)) {
    values[field.name] = values[field.name] || [];
    if (!isChoice(field) || field.checked) values[field.name].push(field.value);
  }
  return values;
}

function keepDraft(form) {
  try {
    localStorage.setItem(draftKey(form), JSON.stringify(draftValues(form)));
  } catch {
    /* 空间不足或被禁用：不影响填写 */
  }
}

function dropDraft(form) {
  localStorage.removeItem(draftKey(form));
}

function restoreDraft(form) {
  const kept = localStorage.getItem(draftKey(form));
  if (!kept) return;
  if (kept === JSON.stringify(draftValues(form))) {
    dropDraft(form);
    return;
  }
  const values = JSON.parse(kept);
  for (const field of draftFields(form)) {
    const own = values[field.name];
    if (!own) continue;
    if (isChoice(field)) field.checked = own.includes(field.value);
    else field.value = own[0];
  }
  say(form, "已恢复上次没有保存的内容", "working");
  resend(form);
}

function drafts() {
  for (const form of document.querySelectorAll("form[data-draft]")) restoreDraft(form);
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const form = event.target.form;
      if (form && form.dataset.draft) keepDraft(form);
    });
  }
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-logout]")) forgetDrafts();
  });
}

function forgetDrafts() {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(DRAFT)) localStorage.removeItem(key);
  }
}

/* ---- 自动保存：每个条目一个表单，里面有一处 data-save-status ---- */
const RESEND_AFTER = 15000;
const unsent = new Set();

function say(form, words, look) {
  const status = form.querySelector("[data-save-status]");
  if (!status) return;
  status.className = `saved ${look}`;
  status.textContent = words;
}

function resend(form) {
  if (window.htmx) window.htmx.trigger(form, "change");
}

function sentToLogin(xhr) {
  return Boolean(xhr.responseURL) && new URL(xhr.responseURL).pathname === document.body.dataset.login;
}

/* 请求的下场：saved、refused（回答已经写明原因）、expired、offline、failed */
function outcome(detail) {
  const xhr = detail.xhr;
  if (sentToLogin(xhr) || xhr.status === 401 || xhr.status === 403) return "expired";
  if (xhr.status === 409 || xhr.status === 422) return "refused";
  if (detail.successful) return "saved";
  return xhr.status === 0 || xhr.status >= 500 ? "offline" : "failed";
}

const WORDS = {
  expired: "⚠ 没有保存：登录已过期，内容已留在本机，请重新登录",
  offline: "⚠ 没有保存：网络不通，内容已留在本机，会自动再送",
  failed: "⚠ 没有保存：请刷新本页后再试",
};

function settle(form, result) {
  if (result === "offline") unsent.add(form);
  else unsent.delete(form);
  if (form.dataset.draft && (result === "saved" || result === "refused")) dropDraft(form);
  if (WORDS[result]) say(form, WORDS[result], "failed");
}

function autosave() {
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.target.closest("form");
    if (form) say(form, "正在保存…", "working");
  });
  // 登录过期时服务器转到登录页：它不能换进片段里
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (sentToLogin(event.detail.xhr)) event.detail.shouldSwap = false;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest("form");
    if (form && form.isConnected) settle(form, outcome(event.detail));
  });
  const again = () => unsent.forEach((form) => (form.isConnected ? resend(form) : unsent.delete(form)));
  window.addEventListener("online", again);
  setInterval(again, RESEND_AFTER);
  window.addEventListener("beforeunload", (event) => {
    if (!unsent.size) return;
    event.preventDefault();
    event.returnValue = "";
  });
}

/* ---- 加减、满分、零分：没有脚本时只显示输入框 ---- */
function counters(root) {
  for (const hidden of root.querySelectorAll("[data-count] button, [data-quick]")) hidden.hidden = false;
}

function put(input, value) {
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function count(button) {
  const box = button.closest("[data-count]");
  const input = box.querySelector("input");
  const step = Number(box.dataset.step);
  const next = Number(input.value || box.dataset.min || 0) + (button.matches("[data-more]") ? step : -step);
  const low = "min" in box.dataset ? Number(box.dataset.min) : -Infinity;
  const high = "max" in box.dataset ? Number(box.dataset.max) : Infinity;
  put(input, String(Number(Math.min(high, Math.max(low, next)).toFixed(2))));
}

function press(event) {
  const button = event.target.closest("[data-less], [data-more], [data-set]");
  if (!button) return;
  if (button.matches("[data-set]")) put(button.closest(".number").querySelector("input"), button.dataset.set);
  else count(button);
}

menu();
guardSubmits();
document.addEventListener("DOMContentLoaded", drafts); // 在 htmx 认过表单之后，恢复的草稿才送得出去
autosave();
counters(document);
document.addEventListener("click", press);
document.addEventListener("htmx:load", (event) => counters(event.target));
const summary = document.querySelector("[data-focus]");
if (summary && !summary.closest("form[method=get]")) summary.focus();

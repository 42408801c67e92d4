/* 草稿和自动保存：<form data-draft="唯一的名字">。没送到的字留在本机，网络通了自己送；
   每次改动有一个编号，重送不会重复；带着填写时的版本，别人改过就两个值都给出。
   草稿按用户分开存放，换个人登录看不到；只有 hx-post 的表单会自己送。 */
"use strict";

const DRAFT = "wuhao-draft:";
const AGAIN_AFTER = 5000;
const waiting = new Set(); // 本页没送到的表单

/* ---- 存取 ---- */
function ownDrafts() {
  return `${DRAFT}${document.body.dataset.user || ""}:`;
}

function draftKey(form) {
  return ownDrafts() + form.dataset.draft;
}

function readDraft(name) {
  try {
    const draft = JSON.parse(localStorage.getItem(name));
    return draft && draft.values ? draft : null;
  } catch {
    return null;
  }
}

function writeDraft(name, draft) {
  try {
    localStorage.setItem(name, JSON.stringify(draft));
  } catch {
    /* 空间不足或被禁用：不影响填写 */
  }
}

function dropDraft(form) {
  localStorage.removeItem(draftKey(form));
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(12)); // randomUUID 只在 HTTPS 下有
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/* ---- 表单和草稿 ---- */
function draftFields(form) {
  return [...form.elements].filter((field) => field.name && !field.matches("[type=hidden], [type=file], [type=password], button"));
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

function hiddenValues(form) {
  const own = [...form.querySelectorAll("input[type=hidden][name]")];
  return own.filter((field) => !["csrfmiddlewaretoken", "version"].includes(field.name)).map((field) => [field.name, field.value]);
}

function versionField(form) {
  return form.querySelector("input[name=version]");
}

function keepDraft(form) {
  const before = readDraft(draftKey(form));
  const after = before ? before.after.concat(before.sent ? [before.key] : []) : [];
  const item = form.closest("[id^=item-]");
  const head = item && item.querySelector("h2, h3");
  writeDraft(draftKey(form), {
    values: draftValues(form),
    version: versionField(form) ? versionField(form).value : "",
    key: newKey(),
    after: after.slice(-9),
    hidden: hiddenValues(form),
    url: form.getAttribute("hx-post") || "",
    place: itemPlace(form),
    label: head ? head.textContent.trim() : document.title,
  });
}

function fillIn(form, draft) {
  for (const field of draftFields(form)) {
    const own = draft.values[field.name];
    if (!own) continue;
    if (isChoice(field)) field.checked = own.includes(field.value);
    else field.value = own[0];
  }
}

function restoreDraft(form) {
  const draft = readDraft(draftKey(form));
  if (!draft) return;
  if (JSON.stringify(draft.values) === JSON.stringify(draftValues(form))) {
    dropDraft(form);
    return;
  }
  fillIn(form, draft);
  if (versionField(form)) versionField(form).value = draft.version; // 别人改过的，服务器看得出来
  say(form, "已恢复本机上没有发送的内容", "working");
  resend(form);
}

/* ---- 状态：正在发送、已保存、仅存在本机 ---- */
function say(form, words, look) {
  const status = form.querySelector("[data-save-status]");
  if (!status) return;
  status.className = `saved ${look}`;
  status.textContent = words;
}

function loginLink(place) {
  const link = document.createElement("a");
  link.href = `${document.body.dataset.login}?next=${encodeURIComponent(place)}`;
  link.textContent = "重新登录";
  return link;
}

function itemPlace(form) {
  const item = form.closest("[id^=item-]");
  return location.pathname + location.search + (item ? `#${item.id}` : "");
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
  expired: "⚠ 仅存在本机：登录已过期，登录后自动发送。",
  offline: "⚠ 仅存在本机：网络不通，通了会自动发送",
  failed: "⚠ 仅存在本机：没有发送成功，请刷新本页后再试",
};
const NOT_KEPT = "⚠ 没有保存：请稍后再试"; // 文件不留在本机

function settle(form, result, key) {
  if (result === "offline") waiting.add(form);
  else waiting.delete(form);
  if (result === "saved") arrived(form, key);
  if (!WORDS[result]) return;
  say(form, form.dataset.draft ? WORDS[result] : NOT_KEPT, "failed");
  if (result === "expired") form.querySelector("[data-save-status]").append(loginLink(itemPlace(form)));
}

/* 到了的可能不是最后一次改动：后来的那次接着用新的版本 */
function arrived(form, key) {
  const draft = form.dataset.draft && readDraft(draftKey(form));
  if (!draft) return;
  if (!key || draft.key === key) dropDraft(form);
  else writeDraft(draftKey(form), { ...draft, version: versionField(form).value, after: [] });
}

function autosave() {
  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.target.closest("form[data-draft]");
    const draft = form && readDraft(draftKey(form));
    if (!draft) return;
    event.detail.parameters.key = draft.key;
    event.detail.parameters.after = draft.after.join(" ");
    writeDraft(draftKey(form), { ...draft, sent: true });
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.target.closest("form");
    if (form) say(form, "正在发送…", "working");
  });
  // 登录过期时服务器转到登录页：它不能换进片段里
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (sentToLogin(event.detail.xhr)) event.detail.shouldSwap = false;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest("form");
    const sent = event.detail.requestConfig && event.detail.requestConfig.parameters;
    if (form && form.isConnected) settle(form, outcome(event.detail), sent && sent.key);
  });
}

/* ---- 不在本页上的草稿：由 leftovers.js 在后台送 ---- */
function leftovers() {
  const here = new Set([...document.querySelectorAll("form[data-draft]")].map(draftKey));
  return Object.keys(localStorage).filter((name) => {
    const draft = name.startsWith(ownDrafts()) && !here.has(name) && readDraft(name);
    return draft && draft.url;
  });
}

/* 少用的脚本用到时才取：送别页草稿的、缩小照片的 */
const scripts = document.currentScript.dataset;
const loading = {};

function load(name) {
  loading[name] =
    loading[name] ||
    new Promise((done) => {
      const script = document.createElement("script");
      script.src = scripts[name];
      script.onload = () => done(true);
      script.onerror = () => {
        delete loading[name];
        done(false);
      };
      document.head.append(script);
    });
  return loading[name];
}

async function sendOthers() {
  if (leftovers().length && (await load("leftovers"))) sendLeftovers();
}

/* ---- 开始 ---- */
function drafts() {
  for (const form of document.querySelectorAll("form[data-draft]")) restoreDraft(form);
  for (const kind of ["input", "change"]) {
    document.addEventListener(
      kind,
      (event) => {
        const form = event.target.form;
        if (form && form.dataset.draft && event.target.name) keepDraft(form);
      },
      true, // 赶在 htmx 发送之前
    );
  }
  document.addEventListener("click", (event) => {
    const form = event.target.closest("[data-keep-theirs]") && event.target.closest("form");
    if (form) dropDraft(form);
  });
  document.addEventListener("submit", leave, true); // 赶在防重复提交之前
  const again = () => {
    waiting.forEach((form) => (form.isConnected ? resend(form) : waiting.delete(form)));
    if (navigator.onLine) sendOthers();
  };
  window.addEventListener("online", again);
  setInterval(again, AGAIN_AFTER);
  if (document.body.dataset.user) sendOthers();
  for (const kind of ["pointerdown", "focusin"]) {
    document.addEventListener(kind, (event) => {
      if (event.target.closest("[data-photos]")) load("photos");
    });
  }
}

/* 退出时清掉本人的草稿（可能是公用的机器）；还有没送到的先问一声 */
function leave(event) {
  if (!event.target.matches("[data-logout]")) return;
  const own = Object.keys(localStorage).filter((name) => name.startsWith(ownDrafts()));
  const lost = own.filter((name) => readDraft(name) && readDraft(name).url);
  if (lost.length && !window.confirm(`有 ${lost.length} 项填写仅存在本机，退出后就没有了。仍要退出吗？`)) {
    event.preventDefault();
    return;
  }
  for (const name of own) localStorage.removeItem(name);
}

document.addEventListener("DOMContentLoaded", drafts); // 在 htmx 认过表单之后，恢复的草稿才送得出去
autosave();
window.addEventListener("beforeunload", (event) => {
  const files = [...waiting].some((form) => form.isConnected && !form.dataset.draft);
  if (!files) return;
  event.preventDefault();
  event.returnValue = "";
});

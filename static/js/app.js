/* 锦上添花：没有它每一页照样能用。菜单、防重复提交、加减按钮；自动保存和草稿在 drafts.js。 */
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
counters(document);
document.addEventListener("click", press);
document.addEventListener("htmx:load", (event) => counters(event.target));
const summary = document.querySelector("[data-focus]");
if (summary && !summary.closest("form[method=get]")) summary.focus();

/* ---- 抽屉：在旁边打开一页，关上以后回到按下的地方；没有脚本时就是那一页 ---- */
let drawerOpener = "";

function drawerBox() {
  const box = document.getElementById("drawer");
  return box && box.firstElementChild ? box : null;
}

function shutDrawer() {
  const box = drawerBox();
  if (!box || (box.dataset.touched && !window.confirm("改动还没有保存，确定关闭？"))) return;
  delete box.dataset.touched;
  box.replaceChildren();
  backToOpener();
}

function backToOpener() {
  const opener = drawerOpener && document.getElementById(drawerOpener);
  drawerOpener = "";
  if (opener) opener.focus();
}

function drawer() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens-drawer]");
    if (opener) drawerOpener = opener.id;
    const box = drawerBox();
    if (box && box.contains(event.target) && event.target.closest("[data-drawer-close]")) {
      event.preventDefault();
      shutDrawer();
    }
    for (const open of document.querySelectorAll("details.menu[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else shutDrawer();
  });
  document.addEventListener("input", (event) => {
    const box = drawerBox();
    if (box && box.contains(event.target)) box.dataset.touched = "1";
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "drawer") {
      const wrong = event.target.querySelector("[role=alert]");
      const title = event.target.querySelector("[data-drawer-title]");
      if (wrong) wrong.scrollIntoView({ block: "nearest" });
      else delete event.target.dataset.touched;
      if (title) title.focus({ preventScroll: true });
    } else if (event.target.id === "editor" && drawerOpener) backToOpener();
  });
}

drawer();

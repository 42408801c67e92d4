/* 照片先在本机缩小再传：省流量，弱网也传得上去。缩不了就原样上传，由服务器决定。
   由 drafts.js 在手指碰到上传框时取来。 */
"use strict";

const PHOTO_EDGE = 2560;
const SMALL_ENOUGH = 600 * 1024;

function isPhoto(file) {
  return file.type === "image/jpeg" || file.type === "image/png";
}

/* 拍摄日期：缩小以后照片里的信息就没有了 */
function dayOf(file) {
  const day = new Date(file.lastModified);
  const two = (number) => String(number).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

async function smaller(file) {
  if (!isPhoto(file) || file.size <= SMALL_ENOUGH) return file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, PHOTO_EDGE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    if (!blob || blob.size >= file.size) return file;
    const name = file.name.replace(/\.[^.]*$/, "") + ".jpg";
    return new File([blob], name, { type: "image/jpeg", lastModified: file.lastModified });
  } catch {
    return file;
  }
}

function tooLarge(files, limit) {
  const one = files.find((file) => file.size > limit * 1024 * 1024);
  return one ? `“${one.name}”有 ${(one.size / 1024 / 1024).toFixed(1)} MB，单个文件不能超过 ${limit} MB。` : "";
}

function keepDays(form, files) {
  for (const old of form.querySelectorAll("input[name=taken]")) old.remove();
  for (const file of files) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "taken";
    field.value = isPhoto(file) ? dayOf(file) : "";
    form.append(field);
  }
}

async function prepare(form, input) {
  say(form, "正在缩小照片…", "working");
  const files = [];
  for (const file of input.files) files.push(await smaller(file));
  const refusal = tooLarge(files, Number(form.dataset.limit));
  if (refusal) {
    say(form, refusal, "failed");
    input.value = "";
    return;
  }
  const chosen = new DataTransfer();
  for (const file of files) chosen.items.add(file);
  input.files = chosen.files;
  keepDays(form, files);
  form.dataset.ready = "1";
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener(
  "change",
  (event) => {
    const form = event.target.form;
    if (!form || !form.matches("[data-photos]") || event.target.type !== "file") return;
    if (form.dataset.ready) {
      delete form.dataset.ready;
      return;
    }
    event.stopImmediatePropagation(); // 缩好以后再让 htmx 发送
    if (event.target.files.length) prepare(form, event.target);
  },
  true,
);

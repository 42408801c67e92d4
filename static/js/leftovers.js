/* 不在本页上的草稿：在后台送，送不出去的列在页首。由 drafts.js 在有这样的草稿时取来。 */
"use strict";

function body(draft) {
  const pairs = new URLSearchParams({ version: draft.version, key: draft.key, after: draft.after.join(" ") });
  for (const [name, value] of draft.hidden) pairs.append(name, value);
  for (const [name, values] of Object.entries(draft.values)) {
    for (const value of values) pairs.append(name, value);
  }
  return pairs;
}

async function sendLeftover(name) {
  const draft = readDraft(name);
  if (!draft || draft.refused) return;
  writeDraft(name, { ...draft, sent: true });
  const headers = { "HX-Request": "true", ...JSON.parse(document.body.getAttribute("hx-headers")) };
  const answer = await fetch(draft.url, { method: "POST", headers, body: body(draft) });
  const now = readDraft(name);
  if (!now || now.key !== draft.key) return;
  if (answer.ok) localStorage.removeItem(name);
  else if (![401, 403].includes(answer.status) && answer.status < 500) writeDraft(name, { ...now, refused: true });
}

async function sendLeftovers() {
  for (const name of leftovers()) {
    try {
      await sendLeftover(name);
    } catch {
      break; // 网络还不通，过一会儿再送
    }
  }
  listLeftovers();
}

function listLeftovers() {
  const kept = leftovers();
  let box = document.getElementById("leftovers");
  if (!kept.length) {
    if (box) box.remove();
    return;
  }
  if (!box) {
    box = document.createElement("div");
    box.id = "leftovers";
    box.className = "banner warn leftovers";
    box.setAttribute("role", "status");
    document.querySelector(".page-head").after(box);
  }
  box.textContent = `有 ${kept.length} 项填写仅存在本机，还没有被收下：`;
  for (const name of kept) box.append(leftoverLine(name));
}

function leftoverLine(name) {
  const draft = readDraft(name);
  const line = document.createElement("span");
  const link = document.createElement("a");
  link.href = draft.place;
  link.textContent = draft.label;
  line.append(link);
  if (draft.refused) {
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "button compact";
    drop.textContent = "不要了";
    drop.setAttribute("aria-label", `不要 ${draft.label}`);
    drop.addEventListener("click", () => {
      localStorage.removeItem(name);
      listLeftovers();
    });
    line.append(drop);
  }
  return line;
}

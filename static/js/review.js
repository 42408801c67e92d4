/* 审核用语：下拉框换成一点就填的短语；没有脚本时下拉框照样能用。 */
for (const field of document.querySelectorAll("[data-phrases]")) {
  const target = document.getElementById(field.dataset.phrases);
  const select = field.querySelector("select");
  const chips = document.createElement("div");
  chips.className = "chips";
  for (const option of select.options) {
    if (!option.value) continue;
    const chip = document.createElement("button");
    chip.type = "button";
    chip.className = "button compact";
    chip.textContent = option.value;
    chip.addEventListener("click", () => {
      target.value = target.value.trim() ? `${target.value.trim()} ${option.value}` : option.value;
      target.focus();
    });
    chips.append(chip);
  }
  field.replaceWith(chips);
}

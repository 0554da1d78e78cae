// @ts-check
// Keeps the backup codes: print, download and copy. They are read from the page; nothing is fetched or stored.

const sheet = document.getElementById("sheet");

/** The sheet as plain text: its paragraphs with a line between them, and one code a line. */
function asText() {
  const parts = [...(sheet?.children ?? [])].map((part) => {
    if (!(part instanceof HTMLOListElement)) return (part.textContent ?? "").replace(/\s+/g, " ").trim();
    return [...part.children].map((row) => {
      const [number = "", digits = ""] = [...row.children].map((word) => (word.textContent ?? "").trim());
      return `${number.padStart(2)}  ${digits}`;
    }).join("\n");
  });
  return `${parts.join("\n\n")}\n`;
}

function download() {
  const address = URL.createObjectURL(new Blob([asText()], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = sheet?.dataset.name ?? "aikagi.txt";
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** @param {HTMLElement} button */
async function copy(button) {
  const words = button.querySelector("span");
  if (!words) return;
  const before = words.textContent;
  await navigator.clipboard.writeText(asText());
  words.textContent = button.dataset.done ?? "";
  setTimeout(() => { words.textContent = before; }, 4000);
}

for (const tool of document.querySelectorAll("[data-does]")) {
  if (!(tool instanceof HTMLElement)) continue;
  const action = tool.dataset.does;
  if (action === "copy" && !navigator.clipboard) continue;
  tool.hidden = false;
  tool.addEventListener("click", (event) => {
    event.preventDefault();
    if (action === "print") print();
    if (action === "download") download();
    if (action === "copy") copy(tool).catch(() => { tool.hidden = true; });
  });
}

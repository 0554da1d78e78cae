// @ts-check
// Counts the pause down and says when it is over. The words are those of the page: only the number changes.

const wait = document.getElementById("wait");
const seconds = Number(wait?.dataset.seconds);

if (wait && seconds > 0) {
  const end = Date.now() + seconds * 1000;
  const written = wait.textContent ?? "";
  const number = written.match(/\d+/)?.[0];

  const timer = setInterval(() => {
    const left = Math.ceil((end - Date.now()) / 1000);
    if (left <= 0) {
      clearInterval(timer);
      wait.setAttribute("role", "status");
      wait.textContent = wait.dataset.over ?? "";
      return;
    }
    if (left === 1) {
      wait.textContent = wait.dataset.last ?? "";
      return;
    }
    // Minutes and hours are rounded up in the text, so only seconds can be counted one by one.
    if (number === String(seconds)) wait.textContent = written.replace(number, String(left));
  }, 1000);
}

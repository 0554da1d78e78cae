// @ts-check
// Sends the answer to the application at once. Without scripts the person presses the button.

const form = document.getElementById("answer");
if (form instanceof HTMLFormElement) form.submit();

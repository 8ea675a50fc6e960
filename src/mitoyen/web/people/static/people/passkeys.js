/* Passkeys: what needs them is shown where they work (a browser that knows them, an address with a name); a key that does
   not answer is said, not swallowed; the Enter key asks for it as the button does. */
document.addEventListener("DOMContentLoaded", () => {
  const show = (what) => {
    for (const place of document.querySelectorAll("[data-passkey-problem], [data-passkey-known]")) place.hidden = true;
    for (const place of document.querySelectorAll(what)) place.hidden = false;
  };
  const numbered = /^(\d+\.){3}\d+$|^\[/.test(location.hostname);
  if (!window.PublicKeyCredential || numbered) return show("[data-no-passkeys]");
  show("[data-passkeys]");
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const known = event.detail.exception && event.detail.exception.name === "InvalidStateError";
    show(known && document.querySelector("[data-passkey-known]") ? "[data-passkey-known]" : "[data-passkey-problem]");
  });
  for (const button of document.querySelectorAll("[data-passkeys] button[type=button]")) {
    button.form.addEventListener("submit", (event) => {
      event.preventDefault();
      button.click();
    });
  }
});

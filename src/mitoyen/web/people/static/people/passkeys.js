/* Passkeys: what needs them is shown where the browser knows them; a key that does not answer is said, not swallowed. */
document.addEventListener("DOMContentLoaded", () => {
  if (!window.PublicKeyCredential) return;
  for (const place of document.querySelectorAll("[data-passkeys]")) place.hidden = false;
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    for (const place of document.querySelectorAll("[data-passkey-problem]")) place.hidden = false;
  });
});

// @ts-check
// Tells the browser's password manager which keys the account has, and what it is called, so that it offers none that was
// removed and shows no old name (WebAuthn L3, Signal API). Browsers that don't know it are left in peace.

const account = document.getElementById("key-signals");
const signals = /** @type {any} */ ("PublicKeyCredential" in window ? PublicKeyCredential : {});

if (account) {
  const { party: rpId, handle: userId, credentials, name, displayName } = account.dataset;
  const allAcceptedCredentialIds = (credentials ?? "").split(" ").filter((id) => id !== "");
  signals.signalAllAcceptedCredentials?.({ rpId, userId, allAcceptedCredentialIds })?.catch?.(() => {});
  signals.signalCurrentUserDetails?.({ rpId, userId, name, displayName })?.catch?.(() => {});
}

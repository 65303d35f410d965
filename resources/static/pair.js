// Where the pairing link leads: keep the key that came behind its #, and take it out of the address, where the next
// person to look at the phone, or its history, would find it.

const SLOT = "scorer-key";
// What a header can carry: a key with anything else is a link copied wrongly.
const KEY = /^[\x21-\x7e]+$/;

function pair() {
  const key = new URLSearchParams(location.hash.slice(1)).get("key") ?? "";
  if (KEY.test(key)) localStorage.setItem(SLOT, key);
  if (location.hash) history.replaceState(null, "", location.pathname);
  const paired = localStorage.getItem(SLOT) !== null;
  document.getElementById("paired").hidden = !paired;
  document.getElementById("unpaired").hidden = paired;
}

document.getElementById("forget").addEventListener("click", () => {
  localStorage.removeItem(SLOT);
  pair();
});
addEventListener("hashchange", pair);
pair();
